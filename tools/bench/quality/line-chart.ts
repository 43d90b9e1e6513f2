/**
 * A line chart as plain SVG: decibels over something that doubles. No plotting package. Values below the axis are drawn on its
 * edge as arrows, one method's beside another's, for a method that fails would squeeze all others into one line.
 */
export interface Series {
  readonly label: string;
  readonly colour: string;
  readonly dashed: boolean;
  readonly points: readonly { readonly x: number; readonly db: number; readonly sure: boolean }[];
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  /** ticks of the axis, ascending, all > 0; the axis is logarithmic and reaches from the first to the last */
  readonly xTicks: readonly number[];
  readonly leastDb: number;
  readonly mostDb: number;
  readonly series: readonly Series[];
}

const SIZE = { width: 930, height: 460, left: 64, right: 270, top: 40, bottom: 56 };
const TICK_DB = 2;

export function lineChart(chart: Chart): string {
  const { title, xLabel, xTicks, leastDb, mostDb, series } = chart;
  const { width, height, left, right, top, bottom } = SIZE;
  const [first, last] = [xTicks[0]!, xTicks.at(-1)!];
  const x = (value: number) =>
    left + (Math.log(value / first) / Math.log(last / first)) * (width - left - right);
  const y = (db: number) =>
    height - bottom - ((db - leastDb) / (mostDb - leastDb)) * (height - bottom - top);
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${left}" y="22" font-size="14">${escaped(title)}</text>`,
  ];
  for (let db = Math.ceil(leastDb / TICK_DB) * TICK_DB; db <= mostDb; db += TICK_DB) {
    const colour = db === 0 ? '#888' : '#ddd';
    lines.push(
      `<line x1="${left}" y1="${at(y(db))}" x2="${width - right}" y2="${at(y(db))}" stroke="${colour}"/>`,
      `<text x="${left - 8}" y="${at(y(db) + 4)}" text-anchor="end">${db} dB</text>`,
    );
  }
  for (const tick of xTicks) {
    lines.push(
      `<line x1="${at(x(tick))}" y1="${top}" x2="${at(x(tick))}" y2="${height - bottom}" stroke="#eee"/>`,
      `<text x="${at(x(tick))}" y="${height - bottom + 18}" text-anchor="middle">${tick}</text>`,
    );
  }
  lines.push(
    `<text x="${(left + width - right) / 2}" y="${height - 12}" text-anchor="middle">${escaped(xLabel)}</text>`,
  );
  for (const [index, { label, colour, dashed, points }] of series.entries()) {
    const failing = series.filter((other) => other.points.some(({ db }) => db < leastDb));
    const aside = Math.max(0, failing.indexOf(series[index]!)) * 8;
    const placed = points.map((point) => ({
      x: at(x(point.x) + (point.db < leastDb ? aside : 0)),
      y: at(y(Math.max(point.db, leastDb))),
      sure: point.sure,
      below: point.db < leastDb,
    }));
    const stroke = `stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''}`;
    lines.push(
      `<polyline points="${placed.map((point) => `${point.x},${point.y}`).join(' ')}" fill="none" ${stroke}/>`,
      ...placed.map((point) => marker(point, colour)),
      `<line x1="${width - right + 12}" y1="${top + 8 + 20 * index}" x2="${width - right + 40}" y2="${top + 8 + 20 * index}" ${stroke}/>`,
      `<text x="${width - right + 46}" y="${top + 12 + 20 * index}">${escaped(label)}</text>`,
    );
  }
  return [...lines, '</svg>', ''].join('\n');
}

function marker(
  { x, y, sure, below }: { x: string; y: string; sure: boolean; below: boolean },
  colour: string,
): string {
  if (below) {
    const [px, py] = [Number(x), Number(y)];
    return `<polygon points="${px - 5},${py - 4} ${px + 5},${py - 4} ${px},${py + 5}" fill="${colour}"/>`;
  }
  return `<circle cx="${x}" cy="${y}" r="3.5" stroke="${colour}" stroke-width="1.5" fill="${sure ? colour : 'white'}"/>`;
}

function at(pixels: number): string {
  return pixels.toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
