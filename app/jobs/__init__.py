"""What runs by the clock and after the commit."""
