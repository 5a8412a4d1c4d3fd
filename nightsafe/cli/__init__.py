"""The `nightsafe` command: starting, serving and looking after an installation."""
