"""What one runs on a hall, and what one runs on this project."""
