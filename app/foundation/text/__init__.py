"""What people write: analysed, compared, cleaned and shown."""
