"""Workshops where contributions are gathered."""
