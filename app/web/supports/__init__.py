"""Supporting a proposal, saying what one thinks of an item."""
