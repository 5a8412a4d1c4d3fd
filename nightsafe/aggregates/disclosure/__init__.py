"""Disclosure control: what published figures say together, and what has to be hidden in them."""
