"""Track: one track of a dataset, of which stretches can be read: its stems at the kit's rate, mono, and how much they
are to be trusted.

A file at another rate is band-limited to the kit's: a stretch is read with a margin that is faded, and resampled by its
spectrum. Stems whose sum of files is beyond full scale are turned down together, so that the mixture stays their sum.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..resampling import resampled
from ..stems import RATE_HZ, STEMS
from .confidence import Confidence, read_confidence
from .track_files import track_files

MARGIN_SECONDS = 0.1
HIGHEST = 32767
TRUST_FRAMES = RATE_HZ // 4


@dataclass(frozen=True)
class Excerpt:
    """audio [stem][frame] int16 at the kit's rate; trust [stem][stretch of TRUST_FRAMES], None: true stems; dataset:
    the track's
    """

    audio: np.ndarray
    trust: np.ndarray | None
    dataset: int


@dataclass(frozen=True)
class Track:
    """dataset: which of those that a run was given it is from"""

    folder: Path
    files: list[list[Path]]
    rate_hz: int
    file_frames: int
    confidence: Confidence | None
    dataset: int

    @property
    def frames(self) -> int:
        """At the kit's rate"""
        return self.file_frames * RATE_HZ // self.rate_hz

    def read(self, start: int, frames: int) -> Excerpt:
        """`start` and `frames` at the kit's rate, within the track. Raises what soundfile raises on a damaged file."""
        stems = np.stack([self._stem(files, start, frames) for files in self.files])
        peak = np.abs(stems).max()
        if peak > HIGHEST:
            stems *= HIGHEST / peak
        trust = None
        if self.confidence is not None:
            trust = self.confidence.between(
                start / RATE_HZ, -(-frames // TRUST_FRAMES) + 1, TRUST_FRAMES / RATE_HZ
            ).astype(np.float32)
        return Excerpt(np.round(stems).astype(np.int16), trust, self.dataset)

    def _stem(self, files: list[Path], start: int, frames: int) -> np.ndarray:
        total = np.zeros(frames, np.float32)
        for file in files:
            total += self._stretch(file, start, frames)
        return total

    def _stretch(self, file: Path, start: int, frames: int) -> np.ndarray:
        """In 16-bit units, not rounded"""
        import soundfile

        if self.rate_hz == RATE_HZ:
            points, _ = soundfile.read(file, frames, start, dtype='float32', always_2d=True)
            return points.mean(1) * (HIGHEST + 1)
        # the margin is a whole number of frames at both rates, so that the stretch begins on one of them
        margin = round(MARGIN_SECONDS * RATE_HZ) // _step(self.rate_hz) * _step(self.rate_hz)
        first = max(0, start - start % _step(self.rate_hz) - margin)
        last = min(self.frames, start + frames + margin)
        from_frame, to_frame = first * self.rate_hz // RATE_HZ, -(-last * self.rate_hz // RATE_HZ)
        points, _ = soundfile.read(file, to_frame - from_frame, from_frame, dtype='float32', always_2d=True)
        mono = points.mean(1)
        fade(mono[: (start - first) * self.rate_hz // RATE_HZ])
        fade(mono[::-1][: (last - start - frames) * self.rate_hz // RATE_HZ])
        there = resampled(mono, self.rate_hz, RATE_HZ)
        return there[start - first : start - first + frames] * np.float32(HIGHEST + 1)


def fade(margin: np.ndarray) -> None:
    """In place, from nothing: a step at the margin's end would ring through what it surrounds."""
    margin *= 0.5 - 0.5 * np.cos(np.pi * (np.arange(len(margin), dtype=np.float32) + 0.5) / max(1, len(margin)))


def _step(rate_hz: int) -> int:
    """Frames at the kit's rate after which both rates have a frame at the same time"""
    return RATE_HZ // int(np.gcd(RATE_HZ, rate_hz))


def open_track(folder: Path, dataset: int = 0) -> Track:
    """Reads headers only. Raises FileNotFoundError where no stem has a file, ValueError where one is no audio file or
    files do not belong together; and as `track_files` and `read_confidence` do."""
    import soundfile

    files = track_files(folder)
    try:
        infos = {file: soundfile.info(file) for of_stem in files for file in of_stem}
    except soundfile.LibsndfileError as error:
        raise ValueError(f'{folder}: {error}') from error
    if not infos:
        raise FileNotFoundError(f'{folder} has no audio of {", ".join(STEMS)}')
    shapes = {(info.samplerate, info.frames) for info in infos.values()}
    if len(shapes) > 1:
        raise ValueError(f'the stems of {folder} must have one rate and length, got {sorted(shapes)}')
    rate_hz, frames = shapes.pop()
    return Track(folder, files, rate_hz, frames, read_confidence(folder), dataset)
