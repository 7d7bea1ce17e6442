"""Comments and replies on proposals and on items of a plan."""
