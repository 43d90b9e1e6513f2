"""The last scores of several runs side by side, as Markdown: python -m stemwright_kit.training.score_table RUN [RUN
...]

One row for each run and set of chunks, from its figures.jsonl: improvement in one step for each stem, mean active and
mean paper in dB (score.py).
"""

import json
import sys
from pathlib import Path

COLUMNS = ('bass', 'drums', 'guitar', 'piano', 'active', 'paper')


def last_scores(run: Path) -> dict[str, dict[str, float]]:
    """Name of a score -> its last row"""
    rows = map(json.loads, (run / 'figures.jsonl').read_text().splitlines())
    return {row['name']: row for row in rows if row['kind'] == 'score'}


def table(runs: list[Path]) -> str:
    lines = [
        '| run | steps | scored on | ' + ' | '.join(COLUMNS) + ' |',
        '| --- | --- | --- |' + ' --- |' * len(COLUMNS),
    ]
    for run in runs:
        for name, row in last_scores(run).items():
            lines.append(
                f'| {run.name} | {row["step"]} | {name} ({row["chunks"]} chunks) | '
                + ' | '.join(f'{row[column]:.2f}' for column in COLUMNS)
                + ' |'
            )
    return '\n'.join(lines)


if __name__ == '__main__':
    print(table([Path(argument) for argument in sys.argv[1:]]))
