"""The review: what police make of what was logged."""
