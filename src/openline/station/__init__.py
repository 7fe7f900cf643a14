"""The station: settings and keys, the loop that takes inputs and commits them, and the wiring."""
