"""Pages of the practice in moderation."""
