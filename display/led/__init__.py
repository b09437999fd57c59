"""Serial LED panels."""
