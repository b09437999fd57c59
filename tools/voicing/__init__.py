"""The clips of the voice: made ahead by Kokoro, and judged by a speech recogniser."""
