"""Hints for moderators: what a text seems to hold, and how it came. They point; people decide."""
