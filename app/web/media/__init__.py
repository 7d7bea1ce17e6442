"""Files that people attached, served without trusting them."""
