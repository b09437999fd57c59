"""Speed, memory and wear of a whole hub, each beside the floor that this machine gave in the same run."""
