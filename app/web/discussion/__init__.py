"""Discussions: under a proposal and under an item of the draft."""
