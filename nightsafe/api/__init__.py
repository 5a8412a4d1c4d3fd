"""The API: released figures for programs, by a token for each consumer."""
