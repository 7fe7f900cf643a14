"""Whole stations in one process, on a clock and a network that one seed decides.

`python -m simulator --help` says how to run it; docs/simulator.md what it checks and how.
"""
