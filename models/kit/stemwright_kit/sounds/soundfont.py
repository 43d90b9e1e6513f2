"""SoundFont files (.sf2, and .sf3 with Vorbis samples) as plain data: read, write. Nothing is interpreted or played
here.

A font holds presets (bank, program) of zones that name instruments, and instruments of zones that name samples. A zone
is its generators (operator, amount) and modulators; the operator that names its target comes last and is kept apart as
`target`.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

INSTRUMENT_OPERATOR, SAMPLE_OPERATOR = 41, 53
VORBIS_FLAG = 0x10
MONO, RIGHT, LEFT = 1, 2, 4
SILENT_TAIL = 46  # sample points of silence that the format asks for after every PCM sample
FORMATS = {
    'phdr': '<20sHHHIII',
    'pbag': '<HH',
    'pmod': '<HHhHH',
    'pgen': '<HH',
    'inst': '<20sH',
    'ibag': '<HH',
    'imod': '<HHhHH',
    'igen': '<HH',
    'shdr': '<20sIIIIIBbHH',
}


Row = tuple[Any, ...]  # as struct reads and writes it
Tables = dict[str, list[Row]]  # by the names of FORMATS


@dataclass
class Zone:
    generators: list[tuple[int, int]] = field(default_factory=list)
    modulators: list[tuple[int, ...]] = field(default_factory=list)
    target: int | None = None


@dataclass
class Preset:
    name: str
    bank: int
    program: int
    zones: list[Zone]


@dataclass
class Instrument:
    name: str
    zones: list[Zone]


@dataclass
class Sample:
    """`data` is int16 PCM, or the bytes of an Ogg Vorbis stream; loop points count from the sample's first point."""

    name: str
    data: np.ndarray | bytes
    loop: tuple[int, int]
    rate_hz: int
    pitch: int = 60
    correction_cents: int = 0
    kind: int = MONO
    link: int = 0


@dataclass
class SoundFont:
    presets: list[Preset]
    instruments: list[Instrument]
    samples: list[Sample]


def read_soundfont(path: Path) -> SoundFont:
    data = path.read_bytes()
    pcm = b''
    tables: Tables = {}
    for name, start, end in _chunks(data, 12, len(data)):
        if name == 'LIST' and data[start : start + 4] != b'INFO':  # INFO is not walked: some files do not pad its texts
            for inner, first, last in _chunks(data, start + 4, end):
                if inner == 'smpl':
                    pcm = data[first:last]
                elif inner in FORMATS:
                    tables[inner] = list(struct.iter_unpack(FORMATS[inner], data[first:last]))
    presets = [
        Preset(_text(row[0]), row[2], row[1], _zones(tables, 'p', row[3], following[3], INSTRUMENT_OPERATOR))
        for row, following in zip(tables['phdr'], tables['phdr'][1:])
    ]
    instruments = [
        Instrument(_text(row[0]), _zones(tables, 'i', row[1], following[1], SAMPLE_OPERATOR))
        for row, following in zip(tables['inst'], tables['inst'][1:])
    ]
    return SoundFont(presets, instruments, [_sample(pcm, row) for row in tables['shdr'][:-1]])


def _chunks(data: bytes, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    while start + 8 <= end:
        size = struct.unpack_from('<I', data, start + 4)[0]
        yield data[start : start + 4].decode('latin1'), start + 8, start + 8 + size
        start += 8 + size
        if size % 2 and data[start : start + 1] == b'\0':  # some writers leave the padding out
            start += 1


def _text(field_bytes: bytes) -> str:
    return field_bytes.split(b'\0')[0].decode('latin1').strip()


def _zones(tables: Tables, letter: str, first: int, last: int, target_operator: int) -> list[Zone]:
    bags, generators, modulators = tables[letter + 'bag'], tables[letter + 'gen'], tables[letter + 'mod']
    zones = []
    for (generator, modulator), (generator_end, modulator_end) in zip(bags[first:last], bags[first + 1 : last + 1]):
        zone = Zone(modulators=modulators[modulator:modulator_end])
        for operator, amount in generators[generator:generator_end]:
            if operator == target_operator:
                zone.target = amount
            else:
                zone.generators.append((operator, amount))
        zones.append(zone)
    return zones


def _sample(pcm: bytes, row: Row) -> Sample:
    name, start, end, loop_start, loop_end, rate_hz, pitch, correction, link, kind = row
    if kind & VORBIS_FLAG:  # here positions count bytes, and loops are relative
        return Sample(
            _text(name), pcm[start:end], (loop_start, loop_end), rate_hz, pitch, correction, kind & ~VORBIS_FLAG, link
        )
    points = np.frombuffer(pcm, '<i2', max(end - start, 0), 2 * start)
    return Sample(
        _text(name), points, (loop_start - start, loop_end - start), rate_hz, pitch, correction, kind & 0x7FFF, link
    )


def write_soundfont(path: Path, font: SoundFont) -> None:
    rows: Tables = {name: [] for name in FORMATS}
    for preset in font.presets:
        rows['phdr'].append((preset.name.encode('latin1'), preset.program, preset.bank, len(rows['pbag']), 0, 0, 0))
        _write_zones(rows, 'p', preset.zones, INSTRUMENT_OPERATOR)
    for instrument in font.instruments:
        rows['inst'].append((instrument.name.encode('latin1'), len(rows['ibag'])))
        _write_zones(rows, 'i', instrument.zones, SAMPLE_OPERATOR)
    body = bytearray()
    for sample in font.samples:
        rows['shdr'].append(_write_sample(body, sample))
    rows['phdr'].append((b'EOP', 0, 0, len(rows['pbag']), 0, 0, 0))
    rows['inst'].append((b'EOI', len(rows['ibag'])))
    rows['shdr'].append((b'EOS',) + (0,) * 9)
    for letter in 'pi':
        rows[letter + 'bag'].append((len(rows[letter + 'gen']), len(rows[letter + 'mod'])))
        rows[letter + 'gen'].append((0, 0))
        rows[letter + 'mod'].append((0,) * 5)
    compressed = any(isinstance(sample.data, bytes) for sample in font.samples)
    version = struct.pack('<HH', *((3, 0) if compressed else (2, 1)))
    title = path.stem.encode('latin1') + b'\0'
    info = (
        b'INFO'
        + _chunk('ifil', version)
        + _chunk('isng', b'EMU8000\0')
        + _chunk('INAM', title + b'\0' * (len(title) % 2))
    )
    hydra = b'pdta' + b''.join(
        _chunk(name, b''.join(struct.pack(FORMATS[name], *row) for row in rows[name])) for name in FORMATS
    )
    whole = (
        b'sfbk' + _chunk('LIST', info) + _chunk('LIST', b'sdta' + _chunk('smpl', bytes(body))) + _chunk('LIST', hydra)
    )
    path.write_bytes(_chunk('RIFF', whole))


def _write_zones(rows: Tables, letter: str, zones: list[Zone], target_operator: int) -> None:
    for zone in zones:
        rows[letter + 'bag'].append((len(rows[letter + 'gen']), len(rows[letter + 'mod'])))
        rows[letter + 'mod'].extend(zone.modulators)
        rows[letter + 'gen'].extend(zone.generators)
        if zone.target is not None:
            rows[letter + 'gen'].append((target_operator, zone.target))


def _write_sample(body: bytearray, sample: Sample) -> Row:
    name = sample.name.encode('latin1')[:19]
    if isinstance(sample.data, bytes):
        start = len(body)
        body += sample.data
        place, kind = (start, len(body), *sample.loop), sample.kind | VORBIS_FLAG
    else:
        start = len(body) // 2
        body += sample.data.astype('<i2').tobytes() + bytes(2 * SILENT_TAIL)
        place, kind = (start, start + len(sample.data), start + sample.loop[0], start + sample.loop[1]), sample.kind
    return (name, *place, sample.rate_hz, sample.pitch, sample.correction_cents, sample.link, kind)


def _chunk(name: str, body: bytes) -> bytes:
    return name.encode() + struct.pack('<I', len(body)) + body + b'\0' * (len(body) % 2)
