"""One module for each kind of command: what it asks, and the events it leads to."""
