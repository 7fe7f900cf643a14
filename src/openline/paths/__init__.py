"""Means of carrying sealed parcels between stations."""
