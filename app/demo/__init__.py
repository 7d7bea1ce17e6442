"""What the demonstration is made of, and the places of the country that the network is in."""
