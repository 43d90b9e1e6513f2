"""What lies between an instrument and the mixture: pickups, amplifiers, compressors, equalisers, rooms.

`chain` draws settings for a track and applies them; the other modules each do one thing to samples or spectra. Levels
are not set here.
"""
