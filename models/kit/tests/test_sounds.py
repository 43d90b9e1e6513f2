"""Sources and SoundFonts: the table's promises, reading and writing, cutting down, computed strings."""

from pathlib import Path

import numpy as np
import soundfile

from stemwright_kit.compose.song import TRAIN, VALIDATION
from stemwright_kit.render.synthesizer import SYNTHESIS_RATE_HZ, Synthesizer, Voice
from stemwright_kit.sounds import packages, strings
from stemwright_kit.sounds.cut import cut
from stemwright_kit.sounds.sampled import Recording, merged, preset
from stemwright_kit.sounds.soundfont import (
    LEFT,
    RIGHT,
    Instrument,
    Preset,
    Sample,
    SoundFont,
    Zone,
    read_soundfont,
    write_soundfont,
)
from stemwright_kit.sounds.sources import GUITAR_MANNERS, SOURCES, licence_table
from stemwright_kit.stems import STEMS

TIMGM6MB = Path('/usr/share/sounds/sf2/TimGM6mb.sf2')
FAMILIES = {'bass': range(32, 40), 'guitar': range(24, 32), 'piano': range(8)}


def sine(hertz: float, seconds: float = 1.0, rate_hz: int = 22050) -> np.ndarray:
    return np.round(20000 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate_hz)) / rate_hz)).astype(np.int16)


def strongest_hertz(points: np.ndarray, rate_hz: int) -> float:
    spectrum = np.abs(np.fft.rfft(points * np.hanning(len(points)), 8 * len(points)))
    return float(spectrum.argmax() * rate_hz / (8 * len(points)))


def test_training_and_validation_share_no_recordings() -> None:
    lineages = {split: {source.lineage for source in SOURCES if source.split == split} for split in (TRAIN, VALIDATION)}
    assert lineages[TRAIN].isdisjoint(lineages[VALIDATION])


def test_every_stem_has_sources_in_both_splits() -> None:
    for split in (TRAIN, VALIDATION):
        assert {stem for source in SOURCES if source.split == split for stem in source.stems} == set(STEMS)


def test_sources_play_only_presets_that_fit_the_stem() -> None:
    for source in SOURCES:
        for stem, presets in source.stems.items():
            for bank, program in presets:
                assert bank == 128 if stem == 'drums' else bank < 128 and program in FAMILIES[stem], (
                    source.name,
                    stem,
                    bank,
                    program,
                )
    assert all(program in FAMILIES['guitar'] for manner in GUITAR_MANNERS.values() for _, program in manner)


def test_the_readme_lists_every_source_with_its_licence() -> None:
    readme = (Path(__file__).parents[1] / 'README.md').read_text()
    assert licence_table() in readme, f'put this table into README.md:\n{licence_table()}'


def test_a_font_is_read_as_it_was_written(tmp_path: Path) -> None:
    font = merged(
        [
            preset('one', (0, 25), [Recording(sine(440), 22050, 69), Recording(sine(220), 22050, 57)], 0.2),
            preset('two', (8, 4), [Recording(sine(440), 22050, 69)], 0.2),
        ]
    )
    write_soundfont(tmp_path / 'a.sf3', font)
    assert read_soundfont(tmp_path / 'a.sf3') == font


def test_a_stereo_sample_becomes_one_mono_zone() -> None:
    points = sine(440)
    samples = [
        Sample('left', points, (100, 1100), 22050, 69, 0, LEFT, 1),
        Sample('right', points, (100, 1100), 22050, 69, 0, RIGHT, 0),
    ]
    zones = [Zone([(17, 65036), (54, 1)], target=0), Zone([(17, 500), (54, 1)], target=1)]
    font = SoundFont([Preset('piano', 0, 0, [Zone(target=0)])], [Instrument('piano', zones)], samples)
    small = cut(font, {(0, 0)})
    assert [zone.generators for zone in small.instruments[0].zones] == [[(54, 1)]] and len(small.samples) == 1
    assert small.samples[0].loop == (100, 1100)


def test_a_cut_font_keeps_only_what_was_asked_for_and_still_plays(tmp_path: Path) -> None:
    whole = read_soundfont(TIMGM6MB)
    small = cut(whole, {(0, 25), (9, 9)})
    assert [(item.bank, item.program) for item in small.presets] == [(0, 25)] and len(small.samples) < len(
        whole.samples
    ) / 20
    write_soundfont(tmp_path / 'small.sf3', small)
    notes = np.array([[0, 1.5, 57, 100.0]])
    played = Synthesizer(tmp_path / 'small.sf3').play([Voice(0, 25, notes)], SYNTHESIS_RATE_HZ)
    original = Synthesizer(TIMGM6MB).play([Voice(0, 25, notes)], SYNTHESIS_RATE_HZ)
    # Lossy compression: the sound's power keeps within 1 dB, its strongest partial within a bin of the 1 s transform.
    assert abs(10 * np.log10(np.mean(played**2) / np.mean(original**2))) < 1
    assert abs(strongest_hertz(played, SYNTHESIS_RATE_HZ) - strongest_hertz(original, SYNTHESIS_RATE_HZ)) < 1


def test_notes_between_recordings_are_played_in_tune(tmp_path: Path) -> None:
    write_soundfont(tmp_path / 'a.sf3', preset('sine', (0, 0), [Recording(sine(440, 3), 22050, 69)], 0.1))
    points = Synthesizer(tmp_path / 'a.sf3').play([Voice(0, 0, np.array([[0, 1.5, 72, 100.0]]))], SYNTHESIS_RATE_HZ)
    expected = 440 * 2 ** (3 / 12)
    assert abs(strongest_hertz(points, SYNTHESIS_RATE_HZ) - expected) < expected * (2 ** (5 / 1200) - 1)  # 5 cents


def test_louder_strokes_choose_louder_recordings(tmp_path: Path) -> None:
    layers = [Recording(sine(440), 22050, 69, 60), Recording(sine(880), 22050, 69, 127)]
    write_soundfont(tmp_path / 'a.sf3', preset('layers', (0, 0), layers, 0.1))
    synthesizer = Synthesizer(tmp_path / 'a.sf3')
    for velocity, expected in ((60, 440), (61, 880)):
        points = synthesizer.play([Voice(0, 0, np.array([[0, 0.9, 69, float(velocity)]]))], SYNTHESIS_RATE_HZ)
        assert abs(strongest_hertz(points, SYNTHESIS_RATE_HZ) - expected) < 5


def test_a_hydrogen_kit_answers_every_common_drum_key(tmp_path: Path) -> None:
    rows = ''.join(
        f'<instrument><name>{name}</name><filename>{name[:4]}.wav</filename></instrument>'
        for name in ('Kick', 'Snare', 'Ride (Custom)', 'Closed HH', 'Tom Low')
    )
    (tmp_path / 'drumkit.xml').write_text(f'<drumkit_info><instrumentList>{rows}</instrumentList></drumkit_info>')
    for place, name in enumerate(('Kick', 'Snar', 'Ride', 'Clos', 'Tom ')):
        soundfile.write(tmp_path / f'{name}.wav', sine(100 * 2**place) / 32768, 22050)
    write_soundfont(tmp_path / 'kit.sf3', packages.hydrogen(tmp_path))
    synthesizer = Synthesizer(tmp_path / 'kit.sf3')
    expected = {
        36: 100,
        35: 100,
        38: 200,
        40: 200,
        37: 200,
        51: 400,
        49: 400,
        57: 400,
        42: 800,
        46: 800,
        44: 800,
        41: 1600,
        48: 1600,
    }
    for key, hertz in expected.items():
        points = synthesizer.play([Voice(128, 0, np.array([[0, 0.9, key, 100.0]]))], SYNTHESIS_RATE_HZ)
        assert abs(strongest_hertz(points, SYNTHESIS_RATE_HZ) - hertz) < 5, key


def test_drums_of_sonic_pi_have_soft_and_hard_strokes(tmp_path: Path) -> None:
    for place, name in enumerate(
        ('heavy_kick', 'snare_soft', 'snare_hard', 'cymbal_closed', 'cymbal_soft', 'cymbal_hard')
    ):
        soundfile.write(tmp_path / f'drum_{name}.flac', sine(100 * 2**place) / 32768, 22050)
    write_soundfont(tmp_path / 'kit.sf3', packages.sonic_pi(tmp_path))
    synthesizer = Synthesizer(tmp_path / 'kit.sf3')
    expected = {
        (35, 100): 100,
        (38, 60): 200,
        (38, 100): 400,
        (42, 100): 800,
        (49, 60): 1600,
        (51, 100): 3200,
        (46, 100): 800,
    }
    for (key, velocity), hertz in expected.items():
        points = synthesizer.play([Voice(128, 0, np.array([[0, 0.9, key, float(velocity)]]))], SYNTHESIS_RATE_HZ)
        assert abs(strongest_hertz(points, SYNTHESIS_RATE_HZ) - hertz) < 5, (key, velocity)


def test_an_instrument_of_tonejs_is_read_without_its_misnamed_note(tmp_path: Path) -> None:
    for name, hertz in (('A4', 440), ('Cs5', 554.37), ('D5', 622.25)):
        soundfile.write(tmp_path / f'{name}.mp3', sine(hertz) / 32768, 22050, format='MP3')
    assert [sample.pitch for sample in packages.tonejs(tmp_path, 'nylon-guitar', (0, 24)).samples] == [69, 73]
    assert [sample.pitch for sample in packages.tonejs(tmp_path, 'steel-guitar', (0, 25)).samples] == [69, 73, 74]


def test_of_a_piano_with_every_key_only_some_notes_are_kept(tmp_path: Path) -> None:
    for octave in range(1, 6):
        for step in ('C', 'Cs', 'D', 'Ds', 'E', 'F', 'Fs', 'G', 'Gs', 'A', 'As', 'B'):
            soundfile.write(tmp_path / f'{step}{octave}.wav', sine(440, 0.1) / 32768, 22050)
    pitches = [sample.pitch for sample in packages.tonejs(tmp_path, 'piano', (0, 0)).samples]
    assert len(pitches) == packages.MOST_NOTES and (pitches[0], pitches[-1]) == (24, 83) and max(np.diff(pitches)) <= 2


def test_computed_strings_are_in_tune_and_always_the_same() -> None:
    build = strings._build(np.random.default_rng(1), True, 2.0, 1.0)
    for pitch in (45, 64):
        one, other = (strings._recording(np.random.default_rng(2), build, pitch, 127, 1.0) for _ in range(2))
        np.testing.assert_array_equal(one.points, other.points)
        base_hz = 440 * 2 ** ((pitch - 69) / 12)
        order = strongest_hertz(one.points.astype(float), strings.RATE_HZ) / base_hz
        # The strongest mode is one of the first; stiffness and beating put it at most 15 cents off its harmonic.
        assert abs(order - round(order)) < round(order) * (2 ** (15 / 1200) - 1) and 1 <= round(order) < 12
