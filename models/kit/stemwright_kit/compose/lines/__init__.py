"""Lines of our own for the four stems, composed over a song's chords: what MMA lacks, or what makes a performance new.

Every composer takes a generator and a song and returns a Line. When a line rests, on what instrument it is played and
how exactly in time is up to the performance.
"""
