"""The network: its organisations, premises, areas and places."""
