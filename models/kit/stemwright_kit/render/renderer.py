"""Songs to sound: performance number n of a seed becomes int16 [stem][frame], always the same for the same sounds.

A renderer keeps one synthesizer a SoundFont. It is not safe to share between threads.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..compose.song_file import SongFile
from ..sounds.folder import available, font_path
from ..stems import RATE_HZ, STEMS
from .effects import chain, settings
from .level import active_level, levelled
from .performance import LONGEST_SECONDS, Performance, Track, perform
from .synthesizer import SYNTHESIS_RATE_HZ, Synthesizer

SLOT_FRAMES = int(LONGEST_SECONDS * RATE_HZ)
FEWEST_STEMS = 2


@dataclass(frozen=True)
class Rendering:
    song: int
    audio: np.ndarray


class Renderer:
    """`sounds` is a folder made by stemwright_kit.sounds, of which `sources` (None: all) are played; `libraries` a
    folder with libfluidsynth, or None for the system's."""

    def __init__(
        self,
        songs: Path,
        sounds: Path,
        split: str,
        seed: int,
        libraries: Path | None = None,
        sources: Collection[str] | None = None,
    ) -> None:
        self._songs = SongFile(songs)
        self._numbers = self._songs.numbers(split)
        self._sounds, self._libraries, self._seed = sounds, libraries, seed
        self.sources = available(sounds, split, sources)
        self._synthesizers: dict[str, Synthesizer] = {}
        if not self._numbers or not self.sources:
            raise LookupError(f'no {split} songs in {songs}, or no {split} sounds in {sounds}')

    def render(self, serial: int) -> Rendering:
        """Draws again, from the same generator, until at least two stems sound."""
        rng = np.random.default_rng([self._seed, serial])
        while True:
            number = int(rng.choice(self._numbers))
            performance = perform(rng, self._songs.song(number), self.sources)
            if len({track.stem for track in performance.tracks}) >= FEWEST_STEMS:
                return Rendering(number, self._sound(rng, performance))

    def _sound(self, rng: np.random.Generator, performance: Performance) -> np.ndarray:
        units = int(performance.seconds * RATE_HZ) // 2
        audio = np.zeros((len(STEMS), 2 * units), np.int16)
        for place, stem in enumerate(STEMS):
            tracks = [track for track in performance.tracks if track.stem == stem]
            if tracks:
                points = levelled(rng, self._stem(rng, tracks, 3 * units), stem)
                audio[place] = np.round(points * 32767)
        return audio

    def _stem(self, rng: np.random.Generator, tracks: list[Track], frames: int) -> np.ndarray:
        """Guitars have an amplifier each; other stems' tracks of one source share one set of effects."""
        total = np.zeros(frames * 2 // 3, np.float32)
        for group in _groups(tracks):
            dry = self._synthesizer(group[0]).play([track.voice for track in group], frames)
            wet = chain.apply(rng, dry, settings.draw(rng, group[0].stem, group[0].manner))
            level = active_level(wet)
            if level > 0:
                total += wet * np.float32(group[0].gain / level)
        return total

    def _synthesizer(self, track: Track) -> Synthesizer:
        source = track.choice.source
        if source.name not in self._synthesizers:
            self._synthesizers[source.name] = Synthesizer(font_path(self._sounds, source), self._libraries)
        return self._synthesizers[source.name]


def _groups(tracks: list[Track]) -> list[list[Track]]:
    groups: dict[object, list[Track]] = {}
    for place, track in enumerate(tracks):
        key = place if track.stem == 'guitar' else track.choice.source.name
        groups.setdefault(key, []).append(track)
    return list(groups.values())


assert SYNTHESIS_RATE_HZ * 2 == RATE_HZ * 3, 'frame counts above take this ratio for granted'
