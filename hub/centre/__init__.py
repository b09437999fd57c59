"""One level up: many halls, seen from above."""
