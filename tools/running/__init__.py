"""The start of a hall."""
