"""Halls to start from: ``city.toml`` (a service hall), ``township.toml`` (an office) and ``village.toml`` (a station)."""
