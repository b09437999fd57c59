"""Questions about a hall's days, answered by simulation: on the screen, as a page, as PDF, as JSON."""
