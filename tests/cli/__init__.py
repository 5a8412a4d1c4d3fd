"""Tests of the `nightsafe` command."""
