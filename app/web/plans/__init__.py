"""Pages of plans: reading, comparing, and the desk where they are written."""
