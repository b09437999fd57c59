"""Power cuts: record what the journal writes, then open every state that a disk may legally be in."""
