"""The pure core: no input or output, no clock, no randomness, no environment of its own."""
