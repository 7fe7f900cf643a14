"""Reads an exported record of an Openline line and tells whether it holds, and what it proves.

Stand-alone: Python's standard library and `cryptography`, nothing else. Written from
`docs/spec/` alone, so that it is a second opinion on the station's own check and not an echo
of it.
"""
