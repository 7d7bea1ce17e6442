"""Who follows what, and what each person is told."""
