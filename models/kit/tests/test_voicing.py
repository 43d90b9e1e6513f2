"""Voicing: another recording at the same pitch, and nothing else about the notes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from stemwright_kit.render.synthesizer import SYNTHESIS_RATE_HZ, Synthesizer, Voice
from stemwright_kit.render.voicing import COARSE_TUNE, FARTHEST_SEMITONES, FINE_TUNE, Voicing, draw_voicing
from stemwright_kit.sounds.folder import font_path
from stemwright_kit.sounds.sources import SOURCES

NOTES = np.array([[0, 1.9, 57, 100.0], [0, 1.9, 64, 100.0]])
FRAMES = 2 * SYNTHESIS_RATE_HZ

Play = Callable[[Voicing], np.ndarray]


@pytest.fixture
def guitar(sounds: Path) -> Play:
    synthesizer = Synthesizer(font_path(sounds, next(source for source in SOURCES if source.name == 'timgm6mb')))
    return lambda voicing: synthesizer.play([Voice(0, 25, NOTES, voicing=voicing)], FRAMES)


def strongest(points: np.ndarray, lowest_hz: float, highest_hz: float) -> float:
    spectrum = np.abs(np.fft.rfft(points * np.hanning(len(points)), 8 * len(points)))
    hertz = np.fft.rfftfreq(8 * len(points), 1 / SYNTHESIS_RATE_HZ)
    spectrum[(hertz < lowest_hz) | (hertz > highest_hz)] = 0
    return hertz[spectrum.argmax()]


@pytest.mark.parametrize('shift', [-FARTHEST_SEMITONES, FARTHEST_SEMITONES])
def test_another_recording_sounds_at_the_pitch_that_is_written(guitar: Play, shift: int) -> None:
    recorded, voiced = guitar(Voicing()), guitar(Voicing(shift, ((COARSE_TUNE, -shift),)))
    assert np.corrcoef(recorded, voiced)[0, 1] < 0.9  # it is another sound
    for written_hz in (220.0, 329.63):
        # fonts are in tune within 10 cents (0.6 %)
        assert strongest(voiced, written_hz * 0.9, written_hz * 1.1) == pytest.approx(written_hz, rel=0.006)


def test_a_player_out_of_tune_is_so_by_the_cents_that_are_given(guitar: Play) -> None:
    sharp = strongest(guitar(Voicing(0, ((FINE_TUNE, 30.0),))), 200, 240) / strongest(guitar(Voicing()), 200, 240)
    assert 1200 * np.log2(sharp) == pytest.approx(30, abs=2)  # a bin of 1/16 Hz is half a cent at 220 Hz


def test_every_drawn_voicing_keeps_the_pitch_within_a_player_s_accuracy() -> None:
    rng = np.random.default_rng(1)
    for stem in ('bass', 'guitar', 'piano'):
        drawn = [draw_voicing(rng, stem) for _ in range(400)]
        for voicing in drawn:
            assert voicing.key_shift + dict(voicing.offsets).get(COARSE_TUNE, 0) == 0
            # cents: five deviations, exceeded once in 2 million
            assert abs(dict(voicing.offsets).get(FINE_TUNE, 0)) < 5 * 5
        shifted = np.mean([voicing.key_shift != 0 for voicing in drawn])
        assert shifted > 0.4  # three in four are voiced, of which most are shifted
