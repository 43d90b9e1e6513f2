"""Confidence: how much the stems of a separated mixture are to be trusted, window by window, as `stemwright separate
--as-dataset` writes it.

    TRACK/confidence.json    {"version": 1, "rateHz": r, "frames": n, "windowFrames": w,
                              "stems": {"bass": [c_0, c_1, ...], ...}}

c_i is an estimate of the share of the stem's power from frame i w to (i + 1) w that is right, from 0 to 1. Windows lie
end to end; the last may be shorter. A track without the file has true stems. What made the stems, and how confidence
came about, is not read.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..stems import STEMS

CONFIDENCE = 'confidence.json'
VERSION = 1


@dataclass(frozen=True)
class Confidence:
    """windows [stem][window] of `window_seconds` each; the last is taken to go on"""

    window_seconds: float
    windows: np.ndarray

    def between(self, start_seconds: float, edges: int, step_seconds: float) -> np.ndarray:
        """Mean over each of `edges` - 1 stretches of `step_seconds`, from `start_seconds` on: [stem][stretch]"""
        count = self.windows.shape[1]
        summed = np.concatenate([np.zeros((len(STEMS), 1)), self.windows.cumsum(1)], 1) * self.window_seconds
        times = start_seconds + step_seconds * np.arange(edges)
        at = np.minimum(times, count * self.window_seconds)
        integral = np.stack([np.interp(at, self.window_seconds * np.arange(count + 1), row) for row in summed])
        integral += self.windows[:, -1:] * (times - at)
        return np.diff(integral) / step_seconds


def read_confidence(track: Path) -> Confidence | None:
    """None where the stems are true ones. Raises ValueError that says what is wrong with the file."""
    file = track / CONFIDENCE
    if not file.exists():
        return None
    try:
        value = json.loads(file.read_text())
        version, rate_hz, frames, window_frames, stems = (
            value[key] for key in ('version', 'rateHz', 'frames', 'windowFrames', 'stems')
        )
        if version != VERSION:
            raise ValueError(f'version {version}, expected {VERSION}: it was written by another release')
        count = math.ceil(frames / window_frames)
        windows = np.array([stems[stem] for stem in STEMS], float)
    except (KeyError, TypeError, ZeroDivisionError, ValueError) as error:
        raise ValueError(
            f'{file}: {error}; separate the mixture again, or take the file away if the stems are true'
        ) from error
    if windows.shape != (len(STEMS), count) or not ((windows >= 0) & (windows <= 1)).all():
        raise ValueError(f'{file} must hold {count} numbers from 0 to 1 for each of {", ".join(STEMS)}')
    return Confidence(window_frames / rate_hz, windows)
