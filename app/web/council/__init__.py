"""The council's desk, and the answers that everybody reads."""
