"""What participants submit: ideas, and changes to one item of a draft."""
