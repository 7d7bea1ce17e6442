"""The ledger: a public, append-only record of acts that anyone can recount; it knows no feature."""
