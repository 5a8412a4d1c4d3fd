"""The first screen, what became of one's entries, and what every page shows."""
