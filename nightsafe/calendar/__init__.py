"""What is coming: events of the city with their crowds, bank holidays, and term dates."""
