"""The envelope that every submission comes in: its ids, its clocks, its receipt."""
