"""Draws a run's figures.jsonl as an SVG: score in dB over steps, one line per set of chunks and number of steps, so
that somebody looks at it.

    python -m stemwright_kit.training.curves figures.jsonl curves.svg

Plain SVG, no plotting package. Only scores are drawn; the rest of the log is for reading.
"""

import json
import sys
from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 860, 420, 56, 40, 20, 190
COLOURS = ('#1b6ca8', '#c2571a', '#3a7d44', '#8b2f6b', '#6b6b6b', '#b08900', '#008080', '#7a4b2a')


def read_scores(path: Path) -> dict[str, list[tuple[int, float]]]:
    """Name of a line -> (step, active dB)"""
    lines: dict[str, list[tuple[int, float]]] = {}
    for row in map(json.loads, path.read_text().splitlines()):
        if row['kind'] == 'score':
            lines.setdefault(row['name'], []).append((row['step'], row['active']))
    return lines


def draw(lines: dict[str, list[tuple[int, float]]]) -> str:
    """Raises ValueError when there is nothing to draw."""
    points = [point for line in lines.values() for point in line]
    if not points:
        raise ValueError('there are no scores to draw')
    steps, values = [p[0] for p in points], [p[1] for p in points]
    first, last = min(steps), max(max(steps), min(steps) + 1)
    low, high = min(0, int(min(values)) - 1), int(max(values)) + 1

    def x(step: int) -> float:
        return LEFT + (step - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - BOTTOM - TOP)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for value in range(low, high + 1):
        out.append(f'<line x1="{LEFT}" y1="{y(value):.1f}" x2="{WIDTH - RIGHT}" y2="{y(value):.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value} dB</text>')
    for step in (first, (first + last) // 2, last):
        out.append(f'<text x="{x(step):.1f}" y="{HEIGHT - 14}" text-anchor="middle">step {step}</text>')
    for i, (name, line) in enumerate(lines.items()):
        colour = COLOURS[i % len(COLOURS)]
        path = ' '.join(f'{x(step):.1f},{y(value):.1f}' for step, value in line)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out.append(
            f'<text x="{WIDTH - RIGHT + 10}" y="{TOP + 16 + 18 * i}" fill="{colour}">{name}: {line[-1][1]:.2f} '
            'dB</text>'
        )
    return '\n'.join([*out, '</svg>\n'])


if __name__ == '__main__':
    Path(sys.argv[2]).write_text(draw(read_scores(Path(sys.argv[1]))))
