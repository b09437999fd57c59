"""The append-only journal of a hall."""
