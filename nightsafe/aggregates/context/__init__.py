"""Figures of others, police and hospital, loaded to stand beside our own and never mixed."""
