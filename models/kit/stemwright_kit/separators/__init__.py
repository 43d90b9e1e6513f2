"""Graphs of separators that hold nobody's weights, for the daemon's tests: filter banks whose stems have a closed form,
graphs that must be refused, and what PyTorch's spectra are. `python -m stemwright_kit.separators` writes them.
"""
