"""The ledger for everybody: its page, receipts, and the addresses that programs read."""
