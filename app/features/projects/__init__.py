"""Adopted activities followed: progress, delays, evidence."""
