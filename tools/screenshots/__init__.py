"""Pictures of every page in every language, taken in a real browser from a hall in the middle of a morning."""
