"""The front page of the network."""
