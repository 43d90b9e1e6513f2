"""The training kit of Stemwright: composes songs, renders them stem by stem, and trains the network on what it hears.

Each step is a subpackage with a command of its own (`python -m stemwright_kit.compose`, `.sounds`, `.render`,
`.bundle`). The daemon needs none of it: it only runs the graphs that come out.
"""
