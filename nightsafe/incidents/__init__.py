"""What members log: one code, flags, what was done, and who may see it."""
