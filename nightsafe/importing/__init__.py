"""Bringing the past along: records kept elsewhere, read by a mapping, saved as entries."""
