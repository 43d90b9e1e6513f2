"""The bundle: one folder with all that rendering and training need on a machine without packages and network.

`python -m stemwright_kit.bundle` makes it on a Debian machine. It is never committed: it holds other people's samples.
"""
