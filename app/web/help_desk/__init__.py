"""The help desk: acting for a person beside oneself, and what she reads of it."""
