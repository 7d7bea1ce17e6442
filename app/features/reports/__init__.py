"""Figures: what was counted, by one definition each, live or frozen."""
