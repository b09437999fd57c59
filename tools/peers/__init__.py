"""Those who stand around a hub, as programs: what they say is exactly what people and boards say."""
