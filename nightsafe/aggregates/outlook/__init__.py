"""Was last weekend unusual, and what to expect of the next: pure methods, no database."""
