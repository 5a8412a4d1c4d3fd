"""The weekly briefing: composed, written, approved by another person, published, read."""
