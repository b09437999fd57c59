"""The hall's side of the link to a centre."""
