"""A hall's day before it happens: the real core against simulated time. No second model of who is called next."""
