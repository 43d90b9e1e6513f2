"""Songs as notes: chord progressions, accompaniments played by MMA, and lines of our own.

What MMA plays is composed once and kept in a songs file (`song_file`). Our own lines (`lines`) are composed afresh for
every performance of a song, so a few thousand songs do not repeat. Nothing here makes sound.
"""
