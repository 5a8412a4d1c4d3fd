"""nightsafe: a city's night-time safety network, from a phone to safe figures."""
