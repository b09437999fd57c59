"""Keypads and evaluation pads on an RS-485 bus: what a hall has bought before goes on working."""
