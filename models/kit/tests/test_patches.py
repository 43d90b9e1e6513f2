"""Patches of the Gravis format: what they hold, and that they play in tune."""

from pathlib import Path

import numpy as np
import pytest
from test_sounds import sine, strongest_hertz

from stemwright_kit.render.synthesizer import SYNTHESIS_RATE_HZ, Synthesizer, Voice
from stemwright_kit.sounds import patches
from stemwright_kit.sounds.soundfont import write_soundfont

RATE_HZ = 22050
TUNING_CENTS = 5


def write_patch(path: Path, samples: list[tuple[np.ndarray, float, int, tuple[int, int]]]) -> None:
    """Samples are points of 16 or 8 bits, root in hertz, flags, and the loop in points."""
    data = patches.MAGIC.ljust(129, b'\0') + bytes(63) + bytes(6) + bytes([len(samples)]) + bytes(40)
    for points, root_hz, modes, loop in samples:
        root, width = round(root_hz * 1000), points.dtype.itemsize
        data += (
            patches.SAMPLE_HEADER.pack(
                b'note',
                0,
                points.nbytes,
                loop[0] * width,
                loop[1] * width,
                RATE_HZ,
                root,
                root,
                root,
                0,
                7,
                bytes(6),
                bytes(6),
                bytes(3),
                bytes(3),
                modes,
                60,
                1024,
                bytes(36),
            )
            + points.tobytes()
        )
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def test_points_of_every_width_and_sign_are_the_same_sound(tmp_path: Path) -> None:
    signed = sine(440)
    eight = (signed >> 8).astype(np.int8)
    kinds = {
        patches.SIXTEEN_BITS: signed,
        patches.SIXTEEN_BITS | patches.UNSIGNED: (signed.astype(np.int32) + 32768).astype(np.uint16),
        0: eight,
        patches.UNSIGNED: (eight.astype(np.int16) + 128).astype(np.uint8),
    }
    for modes, points in kinds.items():
        write_patch(tmp_path / 'a.pat', [(points, 440, modes, (0, 0))])
        [recording] = patches.read_patch(tmp_path / 'a.pat')
        # a step of 8 bits is 256; 32767 / 32768 and rounding are 2 at most
        assert np.abs(recording.points - signed.astype(int)).max() <= (2 if modes & patches.SIXTEEN_BITS else 257)


def test_a_loop_goes_on_in_phase_and_dies_away() -> None:
    period = 50
    points = np.cos(2 * np.pi * np.arange(20 * period) / period).astype(np.float32)
    long = patches.played_out(points, 10 * period, 20 * period, RATE_HZ, back_and_forth=False)
    t = np.arange(20 * period, len(long))
    expected = np.cos(2 * np.pi * t / period) * 0.5 ** ((t - 20 * period) / RATE_HZ / patches.HALVED_SECONDS)
    assert len(long) == patches.SHORTEST_SECONDS * RATE_HZ
    np.testing.assert_allclose(long[20 * period :], expected, atol=1e-5)  # float32 of numbers up to 1


def test_a_loop_back_and_forth_turns_round_at_both_ends() -> None:
    points = np.arange(8, dtype=np.float32)
    long = patches.played_out(points, 4, 8, 8, back_and_forth=True)
    undecayed = long[8:] / 0.5 ** (np.arange(len(long) - 8) / 8 / patches.HALVED_SECONDS)
    np.testing.assert_allclose(undecayed[:12], [7, 6, 5, 4, 4, 5, 6, 7, 7, 6, 5, 4], rtol=1e-5)


def test_what_is_no_patch_is_named(tmp_path: Path) -> None:
    (tmp_path / 'song.pat').write_bytes(b'MThd' + bytes(300))
    with pytest.raises(ValueError, match='song.pat: expected a patch'):
        patches.read_patch(tmp_path / 'song.pat')


def test_melodic_patches_and_drums_become_presets_in_tune(tmp_path: Path) -> None:
    loop = (100, 20100)
    off_note_hz = 440 * 2 ** (0.3 / 12)  # recordings are rarely exactly on a note
    write_patch(
        tmp_path / 'Tone_000' / '025_Steel.pat',
        [(sine(off_note_hz), off_note_hz, patches.SIXTEEN_BITS | patches.LOOPED, loop)],
    )
    write_patch(tmp_path / 'Tone_000' / '056_Trumpet.pat', [(sine(440), 440, patches.SIXTEEN_BITS, loop)])
    write_patch(tmp_path / 'Drum_000' / '038_Snare.pat', [(sine(200), 60, patches.SIXTEEN_BITS, loop)])
    write_patch(tmp_path / 'Drum_000' / '082_Shaker.pat', [(sine(300), 60, patches.SIXTEEN_BITS, loop)])
    font = patches.freepats(tmp_path, frozenset({(0, 25), patches.DRUMS}))
    assert sorted((item.bank, item.program) for item in font.presets) == [(0, 25), (128, 0)]
    write_soundfont(tmp_path / 'a.sf3', font)
    synthesizer = Synthesizer(tmp_path / 'a.sf3')
    for bank, program, pitch, expected in ((0, 25, 69, 440), (0, 25, 72, 440 * 2 ** (3 / 12)), (128, 0, 38, 200)):
        points = synthesizer.play([Voice(bank, program, np.array([[0, 0.9, pitch, 100.0]]))], SYNTHESIS_RATE_HZ)
        tuning = expected * (2 ** (TUNING_CENTS / 1200) - 1)
        if bank == 128:  # plays at the rate that its root note gives: a drum has no tuning of its own
            tuning = expected * 0.03
        assert abs(strongest_hertz(points, SYNTHESIS_RATE_HZ) - expected) < tuning, (bank, pitch)
