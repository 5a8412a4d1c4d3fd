"""Who was there to see: for now, the quiet night said in one tap."""
