"""Openline: a secure telephone link between parties that do not trust each other."""
