"""Songs to recordings, stem by stem: performances, fluidsynth, effects, levels, and the shelf that training reads from.

`python -m stemwright_kit.render` fills a shelf with several processes. What is rendered depends on the seed, the serial
number, the songs file and the sounds folder, and on nothing else.
"""
