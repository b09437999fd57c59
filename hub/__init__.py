"""The hub: what runs on the Raspberry Pi of a hall."""
