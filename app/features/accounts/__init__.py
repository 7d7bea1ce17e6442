"""People, what they may speak for, and the roles they hold."""
