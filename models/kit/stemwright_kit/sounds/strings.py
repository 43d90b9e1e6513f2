"""Guitars and basses computed as sums of decaying string modes: timbres that no package has, from a seed.

A string plucked at one point and heard at another: partials follow both places' combs, stretch with stiffness, and die
the faster the higher they are; two polarisations beat; a body or a pickup colours the sum. Simple, and not a recording:
such sources are given small shares. The same letter gives the same samples.
"""

from dataclasses import dataclass

import numpy as np

from .sampled import Recording, merged, preset
from .samples import to_int16
from .soundfont import SoundFont

RATE_HZ = 22050
HIGHEST_HZ = 9000
BLOCK = 1024
GUITAR_PITCHES, BASS_PITCHES = range(40, 89, 6), range(28, 61, 8)
LAYERS = ((70, 0.45), (127, 1.0))  # highest velocity, how hard the string is plucked


@dataclass(frozen=True)
class Build:
    """How one instrument is made. `electric` hears the string at a pickup, otherwise a body resonates."""

    pluck: float
    pickup: float
    stiffness: float
    decay_seconds: float
    damping: float
    slope: float
    attack_noise: float
    electric: bool
    body_hz: np.ndarray
    body_gain: np.ndarray


def font(letter: str) -> SoundFont:
    fonts = []
    for name, program, electric, decay_seconds, slope, pitches in (
        ('nylon', 24, False, 1.6, 1.3, GUITAR_PITCHES),
        ('steel', 25, False, 3.0, 0.9, GUITAR_PITCHES),
        ('jazz', 26, True, 2.5, 1.3, GUITAR_PITCHES),
        ('clean', 27, True, 3.5, 0.9, GUITAR_PITCHES),
        ('muted', 28, True, 0.16, 1.0, GUITAR_PITCHES),
        ('finger bass', 33, True, 2.5, 1.3, BASS_PITCHES),
        ('picked bass', 34, True, 2.5, 0.9, BASS_PITCHES),
    ):
        rng = np.random.default_rng([ord(letter), program])
        build = _build(rng, electric, decay_seconds, slope)
        recordings = [_recording(rng, build, pitch, top, force) for pitch in pitches for top, force in LAYERS]
        fonts.append(preset(f'{name} {letter}', (0, program), recordings, release_seconds=0.12))
    return merged(fonts)


def _build(rng: np.random.Generator, electric: bool, decay_seconds: float, slope: float) -> Build:
    return Build(
        pluck=rng.uniform(0.08, 0.32),
        pickup=rng.uniform(0.06, 0.28),
        stiffness=10 ** rng.uniform(-5, -3.8),
        decay_seconds=decay_seconds * rng.uniform(0.7, 1.4),
        damping=10 ** rng.uniform(-7.2, -6.5),
        slope=slope * rng.uniform(0.85, 1.2),
        attack_noise=rng.uniform(0.01, 0.08),
        electric=electric,
        body_hz=np.sort(np.exp(rng.uniform(np.log(90), np.log(3000), 12))),
        body_gain=rng.uniform(0.3, 2.5, 12),
    )


def _recording(rng: np.random.Generator, build: Build, pitch: int, top: int, force: float) -> Recording:
    base_hz = 440 * 2 ** ((pitch - 69) / 12)
    orders = np.arange(1, max(int(HIGHEST_HZ / base_hz), 8) + 1)
    hertz = base_hz * orders * np.sqrt(1 + build.stiffness * orders**2)
    orders, hertz = orders[hertz < HIGHEST_HZ], hertz[hertz < HIGHEST_HZ]
    level = np.sin(np.pi * orders * build.pluck) * orders ** (-build.slope - 0.5 * (1 - force))
    level *= np.sin(np.pi * orders * build.pickup) if build.electric else _body(build, hertz)
    decay = 1 / (build.decay_seconds * (82 / base_hz) ** 0.35) + build.damping * hertz**2
    seconds = min(3.5, 6.9 * build.decay_seconds)
    tone = _modes(level * 0.7, hertz, decay, seconds)
    shift, speed = rng.uniform(0.05, 0.5), rng.uniform(0.4, 0.8)  # the second polarisation beats with the first
    tone = tone + _modes(level * 0.4, hertz + shift, decay * speed, seconds)
    noise = rng.standard_normal(len(tone)) * np.exp(-np.arange(len(tone)) / (0.004 * RATE_HZ))
    tone = tone / np.abs(tone).max() + build.attack_noise * force * noise
    return Recording(to_int16(tone / np.abs(tone).max() * 28000 * force**0.5), RATE_HZ, pitch, top)


def _body(build: Build, hertz: np.ndarray) -> np.ndarray:
    widths = build.body_hz / 8
    peaks = build.body_gain / (1 + ((hertz[:, None] - build.body_hz) / widths) ** 2)
    return 0.35 + peaks.sum(1)


def _modes(level: np.ndarray, hertz: np.ndarray, decay: np.ndarray, seconds: float) -> np.ndarray:
    """sum of level * exp(-decay t) * sin(2 pi hertz t), a block of time at a time: powers of one number a mode."""
    step = (-decay + 2j * np.pi * hertz) / RATE_HZ
    blocks = int(seconds * RATE_HZ) // BLOCK + 1
    starts = level * np.exp(np.outer(np.arange(blocks) * BLOCK, step))
    return (starts @ np.exp(np.outer(step, np.arange(BLOCK)))).imag.reshape(-1)
