"""Pages of proposals: the list, one proposal, writing one."""
