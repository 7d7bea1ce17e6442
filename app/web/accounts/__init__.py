"""Signing up, signing in, recovering: the pages."""
