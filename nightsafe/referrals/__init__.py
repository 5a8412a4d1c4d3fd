"""Referrals: an event handed to the named owner of a route, and what becomes of it."""
