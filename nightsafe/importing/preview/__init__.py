"""Showing what an import would do, before anything is written."""
