"""Votes that end a consultation: the question and its choices, ballots under pseudonyms, frozen figures."""
