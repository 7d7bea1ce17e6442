"""Who may vote: the levels at which a person is known, and what is kept of each."""
