"""Release: from a checkpoint to a graph that the daemon runs, proven equal; and back from a released graph to weights.
`python -m stemwright_kit.release` runs it.
"""
