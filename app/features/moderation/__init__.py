"""Reading what was submitted: publish, return, refuse, hide; reports; the public log."""
