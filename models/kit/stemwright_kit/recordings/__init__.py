"""Recordings: folders of tracks with their stems, as Slakh2100 comes and as `stemwright separate --as-dataset` writes
them, read excerpt by excerpt for training.

The rules for layouts, splits and duplicates are those of `stemwright evaluate` (src/evaluation). Needs soundfile and
PyYAML, which are imported only when a file is read: training from a shelf does without.
"""
