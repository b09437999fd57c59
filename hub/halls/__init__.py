"""Halls to start from: ``city.toml`` (a city's service hall) and ``village.toml`` (a village station)."""
