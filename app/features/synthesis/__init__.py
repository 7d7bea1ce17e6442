"""Proposals grouped into themes, and what the themes say."""
