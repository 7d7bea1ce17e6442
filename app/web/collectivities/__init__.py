"""Pages of the members of the network: their directory, each one's home, its public texts, its profile."""
