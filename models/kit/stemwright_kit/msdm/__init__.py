"""The published Multi-Source Diffusion Model (arXiv 2302.02257): from its checkpoints to a graph that the daemon runs.
`import_msdm.py`, beside this package, is the command.

Settings (settings.py), weights read without running code (checkpoint.py), the network (blocks.py, network.py), its
denoiser (denoiser.py), the graph (graph.py). The network is our own implementation; names of weights, and therefore of
modules, are the published ones.
"""
