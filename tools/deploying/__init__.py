"""What a Debian or Raspberry Pi OS machine needs to be a screen of the hall, or its hub, and nothing else."""
