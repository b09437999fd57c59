"""A second policy beside the first: what it would have done on a day of the journal. See the README beside this file."""
