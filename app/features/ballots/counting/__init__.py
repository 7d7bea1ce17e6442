"""Counting ballots by published rules, with exact arithmetic: no database, no page."""
