"""The training kit of Stemwright: composes songs, renders them stem by stem, and trains the network on what it hears.

Each step is a subpackage with a command of its own (`python -m stemwright_kit.compose`, `.sounds`, `.render`,
`.bundle`). The daemon needs none of it: it only runs the graphs that come out.
"""

import os

# onnxruntime keeps a device id in the user's home and reports what it runs unless this is set before it is loaded
os.environ['ORT_DISABLE_TELEMETRY'] = '1'
