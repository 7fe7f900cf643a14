"""What the station needs from the world, as small Protocols; each has a fake beside it."""
