"""Does a device, or a hub, follow the protocol? Plays the other side, and tells each rule that is kept or broken."""
