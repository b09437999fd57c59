"""What is plugged into the Pi itself."""
