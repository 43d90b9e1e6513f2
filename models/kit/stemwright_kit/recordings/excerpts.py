"""Excerpts: the tracks of a dataset cut to one length, in an order that never ends.

Excerpt n belongs to round n // N of the N excerpts there are; every round goes through all of them, shuffled anew. The
grid that cuts a track is moved each time by up to half an excerpt to either side, drawn for each excerpt (the random
shift of the MSDM repository's dataset; here an excerpt is longer than what a network hears, and crops are drawn
anywhere in it). Excerpt n depends on the seed, n and the tracks alone: so a run that goes on reads what it would have
read.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..stems import RATE_HZ
from .track import Excerpt, Track


class Excerpts:
    """Of `frames` each, or of a whole track that is shorter"""

    def __init__(self, tracks: Sequence[Track], frames: int, seed: int) -> None:
        self.tracks, self.frames, self.seed = tracks, frames, seed
        self._places = [(track, place) for track in tracks for place in range(-(-track.frames // frames))]

    def __len__(self) -> int:
        return len(self._places)

    @property
    def seconds(self) -> float:
        """Of all tracks, each heard once"""
        return sum(track.frames for track in self.tracks) / RATE_HZ

    def place(self, number: int) -> tuple[Track, int]:
        """Which track, and its frame that the excerpt begins with"""
        turn, position = divmod(number, len(self))
        track, place = self._places[_order(self.seed, turn, len(self))[position]]
        shift = np.random.default_rng((self.seed, 1, number)).uniform(-0.5, 0.5)
        latest = max(0, track.frames - self.frames)
        return track, min(max(0, round((place + shift) * self.frames)), latest)

    def read(self, number: int) -> Excerpt:
        """Raises as `Track.read` does."""
        track, start = self.place(number)
        return track.read(start, min(self.frames, track.frames))


@lru_cache(4)
def _order(seed: int, turn: int, count: int) -> np.ndarray:
    return np.random.default_rng((seed, 0, turn)).permutation(count)
