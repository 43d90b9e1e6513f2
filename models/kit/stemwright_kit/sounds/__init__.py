"""Where sound comes from: the table of sources, and the command that makes one small SoundFont of each.

`python -m stemwright_kit.sounds --out DIR` prepares a folder from what is installed; rendering needs nothing but that
folder and libfluidsynth. The folder is for training machines: it holds other people's samples and is never committed.
"""
