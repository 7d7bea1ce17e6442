"""The pages of workshops: the public calendar, and the desk of those who hold them."""
