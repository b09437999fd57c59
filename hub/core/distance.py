"""How far two places on the earth are apart."""

import math

EARTH_M = 6_371_009
"""Mean radius of the earth in metres (IUGG)."""


def metres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great circle between two places in degrees (haversine)."""
    lat_a, lat_b = math.radians(latitude), math.radians(other_latitude)
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(other_longitude - longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(chord)))
