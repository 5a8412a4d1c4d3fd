"""The phone without signal: its queue's door, its kept pages, what of it needs somebody."""
