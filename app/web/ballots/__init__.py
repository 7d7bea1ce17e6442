"""Voting: the ballot, its review and receipt, the results, and what the focal point prepares."""
