"""Help at a desk: somebody of the collectivity acts for a person beside her, visibly, for half an hour."""
