"""Proposing a mapping from the file itself, with what speaks for each guess."""
