"""Plans: axes, projects and activities that keep their identity from version to version."""
