"""The MQTT side of the hub: devices, presence, the broker."""
