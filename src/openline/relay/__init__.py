"""A relay: a program of its own that keeps sealed pieces until their reader comes."""
