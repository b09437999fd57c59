"""The protocol between a hall's devices and its hub, once, for both sides. Pure: no clock, no network."""
