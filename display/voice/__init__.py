"""Spoken calls."""
