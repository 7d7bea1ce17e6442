"""What is public and consequential, entered in the ledger, checked against it, and given out for recounting."""
