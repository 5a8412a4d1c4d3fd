"""nightsafe: a city's night-time safety network, from the phone at the door to the partnership's figures."""
