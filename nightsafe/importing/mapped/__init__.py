"""Reading the mapping file that a person wrote."""
