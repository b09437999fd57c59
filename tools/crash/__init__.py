"""Kill the hub's innermost part at every instant, and audit what is left."""
