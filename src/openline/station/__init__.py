"""The station: settings and keys, the loop that commits what it takes, and the wiring."""
