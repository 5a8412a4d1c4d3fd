"""Short warnings to the network, for some hours."""
