"""The ledger: one append-only chain of everything that happened, and the keys of its records."""
