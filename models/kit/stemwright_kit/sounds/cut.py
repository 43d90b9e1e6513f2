"""Cuts a SoundFont down: only chosen presets, mono, without what is never heard, compressed.

The renderer sums to mono, so the right half of a stereo sample is dropped with its zone, which also halves the voices
to play. Loop points, envelopes and modulators stay as they are.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from . import samples
from .soundfont import LEFT, RIGHT, Instrument, Preset, Sample, SoundFont, Zone

PAN_OPERATOR, SAMPLE_MODES_OPERATOR = 17, 54


def cut(font: SoundFont, presets: Collection[tuple[int, int]]) -> SoundFont:
    """`presets` are pairs (bank, program); those that the font lacks are ignored."""
    kept = [preset for preset in font.presets if (preset.bank, preset.program) in presets]
    instrument_numbers = _used(zone for preset in kept for zone in preset.zones)
    instruments = [_mono(font.instruments[number], font.samples) for number in instrument_numbers]
    sample_numbers = _used(zone for instrument in instruments for zone in instrument.zones)
    looped = _looped_samples(instruments)
    return SoundFont(
        [
            Preset(preset.name, preset.bank, preset.program, _renumbered(preset.zones, instrument_numbers))
            for preset in kept
        ],
        [Instrument(instrument.name, _renumbered(instrument.zones, sample_numbers)) for instrument in instruments],
        [_small(font.samples[number], number in looped) for number in sample_numbers],
    )


def _used(zones: Iterable[Zone]) -> list[int]:
    return sorted({zone.target for zone in zones if zone.target is not None})


def _renumbered(zones: list[Zone], numbers: list[int]) -> list[Zone]:
    return [zone if zone.target is None else replace(zone, target=numbers.index(zone.target)) for zone in zones]


def _mono(instrument: Instrument, all_samples: list[Sample]) -> Instrument:
    used = {zone.target for zone in instrument.zones}
    zones = []
    for zone in instrument.zones:
        sample = None if zone.target is None else all_samples[zone.target]
        if sample is not None and sample.kind == RIGHT and sample.link in used:
            continue
        if sample is not None and sample.kind in (LEFT, RIGHT):
            zone = replace(zone, generators=[pair for pair in zone.generators if pair[0] != PAN_OPERATOR])
        zones.append(zone)
    return Instrument(instrument.name, zones)


def _looped_samples(instruments: list[Instrument]) -> set[int]:
    """Samples that any zone loops; a zone without the operator inherits it from the instrument's first, global zone."""
    looped = set()
    for instrument in instruments:
        inherited = 0
        for zone in instrument.zones:
            mode = dict(zone.generators).get(SAMPLE_MODES_OPERATOR, inherited)
            if zone.target is None:
                inherited = mode
            elif mode in (1, 3):
                looped.add(zone.target)
    return looped


def _small(sample: Sample, looped: bool) -> Sample:
    small = samples.compressed(samples.shortened(sample, looped))
    return replace(small, kind=1, link=0)
