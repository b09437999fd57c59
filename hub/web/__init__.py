"""The HTTP side of the hub: API, pages, live feed, sessions."""
