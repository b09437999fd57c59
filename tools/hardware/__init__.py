"""How a device is built, read off the firmware's table of pins: for the tables and the pictures of its README."""
