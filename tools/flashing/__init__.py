"""Flashing a board over its cable: which board it is, the firmware beside the running one, one switch, then pairing."""
