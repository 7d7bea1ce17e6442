"""Territories, and the collectivities that consult their people."""
