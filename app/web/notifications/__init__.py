"""Pages of notices and follows."""
