"""What citizens and clerks see and hear."""
