"""Pages that explain: help, privacy, accessibility, other ways."""
