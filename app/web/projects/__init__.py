"""Pages on the projects under way."""
