"""People, their memberships and sign-ins, and who may do what."""
