"""The tests, file for file beside the package; helpers for all of them lie at the top."""
