"""The invented city that a first start loads, so that every screen has something true to show."""
