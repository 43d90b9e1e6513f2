/**
 * What Live does with an audio clip that a device changes, as measured by others in Live 12 (notes/daw.md 1.5): what it refuses,
 * it refuses in silence; a warped clip in the Arrangement keeps its length; an unwarped one ends where its edges say.
 * And what such a clip plays at a beat.
 */
export type Values = Record<string, string | number>;

export interface WarpMarker {
  readonly beat_time: number;
  readonly sample_time: number;
}

/** Live's own marker, by which the last line gets its slope */
const SHADOW_BEATS = 1 / 32;

/** As the property `warp_markers` has them: the markers and Live's own. */
export function warpText(markers: readonly WarpMarker[]): string {
  return JSON.stringify({ warp_markers: [...markers, shadow(markers)] });
}

/** All markers, Live's own too. */
export function warpMarkersOf({ warp_markers: text }: Values): WarpMarker[] {
  return (JSON.parse(String(text)) as { warp_markers: WarpMarker[] }).warp_markers;
}

/** It goes on as the last line does; a clip with one marker is taken as one of 120 beats a minute. */
function shadow(markers: readonly WarpMarker[]): WarpMarker {
  const last = markers.at(-1)!;
  const before = markers.at(-2);
  const secondsPerBeat = before
    ? (last.sample_time - before.sample_time) / (last.beat_time - before.beat_time)
    : 0.5;
  return {
    beat_time: last.beat_time + SHADOW_BEATS,
    sample_time: last.sample_time + SHADOW_BEATS * secondsPerBeat,
  };
}

/** Takes a marker only at a beat and a second of its own, in order. */
export function addWarpMarker(values: Values, marker: WarpMarker): void {
  const markers = warpMarkersOf(values).slice(0, -1);
  const inOrder = markers.every(
    ({ beat_time, sample_time }) =>
      (beat_time - marker.beat_time) * (sample_time - marker.sample_time) > 0,
  );
  if (!inOrder) return;
  const all = [...markers, marker].sort((a, b) => a.beat_time - b.beat_time);
  values['warp_markers'] = warpText(all);
}

/** Not the last one that is left, and not Live's own. */
export function removeWarpMarker(values: Values, beat: number): void {
  const markers = warpMarkersOf(values).slice(0, -1);
  const left = markers.filter(({ beat_time }) => beat_time !== beat);
  if (left.length > 0) values['warp_markers'] = warpText(left);
}

/** @param tempo beats a minute */
export function setClipValue(
  values: Values,
  name: string,
  value: string | number,
  tempo: number,
): void {
  if (refused(values, name, Number(value))) return;
  values[name] = value;
  const { looping, warping, start_time: start } = values;
  if (looping === 1) return;
  if (name === 'looping' && warping === 1) {
    values['loop_start'] = values['start_marker']!;
    values['loop_end'] = values['end_marker']!;
  }
  if (values['is_arrangement_clip'] === 1 && warping === 0) {
    values['end_time'] = Number(start) + (loopLength(values) * tempo) / 60;
  }
}

function refused(values: Values, name: string, value: number): boolean {
  const of = (other: string) => Number(values[other]);
  switch (name) {
    case 'start_marker':
      return values['looping'] !== 1 || value >= of('end_marker');
    case 'end_marker':
      return values['looping'] !== 1 || value <= of('start_marker');
    case 'loop_start':
      return value >= of('loop_end');
    case 'loop_end':
      return value <= of('loop_start');
    case 'start_time':
    case 'end_time':
    case 'warp_markers':
      return true;
    default:
      return false;
  }
}

/** beats of a warped clip, seconds of another */
export function loopLength({ loop_start: start, loop_end: end }: Values): number {
  return Number(end) - Number(start);
}

/**
 * The second of its file that a clip plays so many beats after its start; in a slot it plays on as long as it is asked.
 * @param tempo beats a minute
 */
export function secondPlayed(values: Values, beats: number, tempo: number): number {
  const of = (name: string) => Number(values[name]);
  if (values['warping'] === 0) return of('loop_start') + (beats * 60) / tempo;
  if (values['looping'] === 0) return secondAtBeat(values, of('loop_start') + beats);
  const beat = of('start_marker') + beats;
  const over = beat - of('loop_end');
  const inLoop = over < 0 ? beat : of('loop_start') + (over % loopLength(values));
  return secondAtBeat(values, inLoop);
}

function secondAtBeat(values: Values, beat: number): number {
  const markers = warpMarkersOf(values);
  const found = markers.findIndex(({ beat_time }, index) => index > 0 && beat <= beat_time);
  const at = found < 0 ? markers.length - 1 : found;
  const [a, b] = [markers[at - 1]!, markers[at]!];
  const slope = (b.sample_time - a.sample_time) / (b.beat_time - a.beat_time);
  return a.sample_time + slope * (beat - a.beat_time);
}
