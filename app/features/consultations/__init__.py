"""A plan (or its axes) put to the public between two instants."""
