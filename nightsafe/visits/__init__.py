"""Safe Places visits: a person who needed help, without a name."""
