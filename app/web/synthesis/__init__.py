"""The synthesis: the committee's desk and the page that everybody reads."""
