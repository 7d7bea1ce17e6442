"""Supports of proposals, opinions on items of a draft."""
