"""Training: what is drawn for a step, what it costs, what is kept of it, and how good the result is. `python -m
stemwright_kit.training` runs it.
"""
