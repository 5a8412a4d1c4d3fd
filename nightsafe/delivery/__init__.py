"""Messages to people; knows people by their id only."""
