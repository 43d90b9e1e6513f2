"""Who plays what in one performance: a song's parts and new lines, given to the four stems.

Result: for each stem its lines, none where the stem is left out for the whole performance. Bass and drums mostly play
what MMA wrote. Guitar and piano play it too, with or instead of lines of our own, and take over what MMA wrote for
other instruments.
"""

import numpy as np

from ..compose.lines import bass, drums, guitar, melody, piano
from ..compose.lines.line import Line, Manner
from ..compose.song import OTHER, Part, Song
from ..stems import STEMS

LEFT_OUT = {'bass': 0.08, 'drums': 0.03, 'guitar': 0.25, 'piano': 0.1}  # stems of real songs are often missing for good
OWN_RHYTHM = 0.25
OWN_COMPING = 0.35
MELODY = 0.45
TAKES_OVER = 0.25
DOUBLES = 0.15
FILL = 0.35
MOST_LINES = {'bass': 1, 'drums': 2, 'guitar': 2, 'piano': 2}


def cast(rng: np.random.Generator, song: Song) -> dict[str, list[Line]]:
    lines = {stem: [as_line(part) for part in song.parts if part.stem == stem] for stem in STEMS}
    _rhythm_section(rng, song, lines)
    _take_over(rng, song, lines)
    for stem, compose in (('guitar', guitar.compose), ('piano', piano.compose)):
        if not lines[stem] or rng.random() < OWN_COMPING:
            keep = [] if rng.random() < 0.4 else lines[stem]  # instead of MMA's, or with it
            lines[stem] = [compose(rng, song)] + keep
    if rng.random() < MELODY:
        stem = str(rng.choice(['guitar', 'piano']))
        lines[stem] = [melody.compose(rng, song, stem)] + lines[stem]
    if lines['guitar'] and rng.random() < DOUBLES:
        lines['guitar'] = [lines['guitar'][0]] * 2 + lines['guitar'][1:]
    return {stem: lines[stem][: MOST_LINES[stem]] for stem in STEMS if lines[stem] and rng.random() >= LEFT_OUT[stem]}


def as_line(part: Part) -> Line:
    manners: dict[str, Manner] = {'bass': 'bass', 'drums': 'beat', 'guitar': guitar_manner(part)}
    return Line(part.stem, manners.get(part.stem, 'comp'), part.notes.astype(float))


def guitar_manner(part: Part) -> Manner:
    """By program where it says so, otherwise by how many notes are struck together."""
    if part.program in (28, 31):
        return 'muted'
    if part.program in (29, 30):
        return 'power'
    together = len(part.notes) / max(len(np.unique(part.notes[:, 0] // 4)), 1)
    return 'strum' if together > 2.2 else 'pick'


def _rhythm_section(rng: np.random.Generator, song: Song, lines: dict[str, list[Line]]) -> None:
    if not lines['bass'] or rng.random() < OWN_RHYTHM:
        lines['bass'] = [bass.compose(rng, song)]
    if not lines['drums'] or rng.random() < OWN_RHYTHM:
        lines['drums'] = [drums.compose(rng, song)]
    elif rng.random() < FILL:
        lines['drums'].append(drums.fill(rng, song, int(rng.choice([3, 7, 11]))))


def _take_over(rng: np.random.Generator, song: Song, lines: dict[str, list[Line]]) -> None:
    for part in song.parts:
        if part.stem == OTHER and rng.random() < TAKES_OVER:
            stem = str(rng.choice(['guitar', 'piano']))
            line = as_line(Part(stem, 0, part.notes))
            line.notes[:, 2] = np.where(line.notes[:, 2] < 40, line.notes[:, 2] + 12, line.notes[:, 2])
            lines[stem].append(line)
