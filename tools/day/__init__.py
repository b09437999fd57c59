"""A whole day through the real thing: arrivals from a file or generated, virtual devices, hub, journal, report."""
