"""Who may vote: verifying people at the desk, and the register of the collectivity."""
