/**
 * A stand-in for Ableton Live and Max's `js` object: enough of a Set (tracks, slots, clips) for the device's script to run
 * in node:vm, with Live's quirks: what is imported comes warped by a guess, clips are listed by time, paths that lead
 * nowhere have the id 0; those of clips are in live-clip.ts. Undo is counted, not done.
 */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

import { stemwrightPatcher } from '../../max-for-live/source/patcher.js';
import {
  addWarpMarker,
  loopLength,
  removeWarpMarker,
  setClipValue,
  warpText,
  type Values,
} from './live-clip.js';
import { repositoryPath } from './repository.js';

interface Node {
  readonly id: number;
  readonly values: Values;
  readonly children: Record<string, (Node | undefined)[]>;
}

export interface LiveOptions {
  /** the version of Live knows create_audio_clip */
  readonly importsFiles?: boolean;
  /** so many files are taken before Live fails, as on a frozen track */
  readonly importsAtMost?: number;
  /** warp markers can be added and removed, as since Live 11.0.5 */
  readonly takesWarpMarkers?: boolean;
}

/** One of the patcher's boxes, as a script sees it. */
export interface StandInBox {
  hidden: number;
  /** the last arguments of each message it was sent */
  readonly said: ReadonlyMap<string, readonly (string | number)[]>;
}

/** The Set, and the device in it. */
export interface LiveStandIn {
  readonly tracks: readonly Node[];
  readonly undoSteps: number;
  /** what Max was asked to open */
  readonly opened: readonly string[];
  /** what the device shows, by name: the last word each */
  readonly shown: ReadonlyMap<string, string | number>;
  /** the patcher's boxes that have a scripting name, by it */
  readonly boxes: ReadonlyMap<string, StandInBox>;
  /** what the device sent to the daemon */
  readonly sent: readonly (string | number)[][];
  onSend: (message: (string | number)[]) => void;
  addClip(trackIndex: number, place: 'arrangement_clips' | 'clip_slots', values: Values): void;
  /** a message into the script's inlet */
  say(name: string, ...args: (string | number)[]): void;
  /** a second passes */
  tick(): void;
}

export const TEMPO = 120;
const IMPORTED_BEATS = 4;
/** Live's guess at a stem: wrong, as it may be where there is no beat to hear */
const GUESSED = warpText([
  { beat_time: 0, sample_time: 0.01 },
  { beat_time: 2, sample_time: 0.9 },
  { beat_time: 3, sample_time: 1.7 },
]);

export function liveStandIn({
  importsFiles = true,
  importsAtMost = Infinity,
  takesWarpMarkers = true,
}: LiveOptions = {}): LiveStandIn {
  let ids = 0;
  let imports = 0;
  let undoSteps = 0;
  let tick: () => void = () => undefined;
  let selected: Node | undefined;
  const node = (values: Values, children: Node['children'] = {}): Node => ({
    id: ++ids,
    values,
    children,
  });
  const track = () =>
    node(
      { name: 'Audio', color: 0, has_audio_input: 1 },
      { arrangement_clips: [], clip_slots: [node({}, { clip: [] }), node({}, { clip: [] })] },
    );
  const root = node(
    { tempo: TEMPO, signature_numerator: 4, current_song_time: 8, is_playing: 0 },
    { tracks: [track()] },
  );
  const tracks = root.children['tracks'] as Node[];
  const opened: string[] = [];
  const shown = new Map<string, string | number>();
  const sent: (string | number)[][] = [];
  const boxes = patcherBoxes();

  /** Live warps by its own guess. */
  const imported = (file: string, values: Values): Node | undefined => {
    if (!importsFiles || ++imports > importsAtMost) return undefined;
    return node({
      name: 'new',
      file_path: file,
      is_audio_clip: 1,
      warping: 1,
      warp_mode: 0,
      muted: 0,
      warp_markers: GUESSED,
      looping: 0,
      loop_start: 0,
      loop_end: IMPORTED_BEATS,
      start_marker: 0,
      end_marker: IMPORTED_BEATS,
      color: 0,
      gain: 0.4,
      pitch_coarse: 0,
      pitch_fine: 0,
      ...values,
    });
  };
  const arrange = (target: Node, clip: Node | undefined) => {
    const clips = target.children['arrangement_clips']!;
    if (clip) clips.push(clip);
    clips.sort((a, b) => Number(a!.values['start_time']) - Number(b!.values['start_time']));
  };
  const byId = (words: string | number) =>
    everything().get(Number(String(words).replace('id ', '')))?.node;

  const calls: Record<string, (target: Node, ...args: (string | number)[]) => void> = {
    create_audio_track: (_song, index) => tracks.splice(Number(index), 0, track()),
    delete_track: (_song, index) => tracks.splice(Number(index), 1),
    begin_undo_step: () => undoSteps++,
    create_audio_clip: (target, file, start) => {
      if (target.children['clip']) {
        const clip = imported(String(file), { is_arrangement_clip: 0, start_time: 0 });
        if (clip) target.children['clip'][0] = clip;
        return;
      }
      const end = Number(start) + IMPORTED_BEATS;
      const place = { is_arrangement_clip: 1, start_time: start, end_time: end };
      arrange(target, imported(String(file), place));
    },
    /** a copy is as long as its loop */
    duplicate_clip_to_arrangement: (target, id, start) => {
      const { values } = byId(id)!;
      const end_time = Number(start) + loopLength(values);
      arrange(target, node({ ...values, is_arrangement_clip: 1, start_time: start, end_time }));
    },
    delete_clip: ({ children }) => {
      children['clip'] = [];
    },
    remove_warp_marker: ({ values }, beat) => {
      if (takesWarpMarkers) removeWarpMarker(values, Number(beat));
    },
  };

  const find = (path: string): { node: Node | undefined; path: string } => {
    if (path === 'live_set view detail_clip') return locate(selected);
    if (path.startsWith('id ')) return locate(everything().get(Number(path.slice(3)))?.node);
    return { path, node: byPath(path) };
  };
  const byPath = (path: string) =>
    [...everything().values()].find((entry) => entry.path === path)?.node;
  const locate = (target: Node | undefined) => ({
    node: target,
    path: target ? (everything().get(target.id)?.path ?? '') : '',
  });
  const everything = () => {
    const found = new Map<number, { node: Node; path: string }>();
    const walk = (target: Node, path: string) => {
      found.set(target.id, { node: target, path });
      for (const [name, list] of Object.entries(target.children)) {
        list.forEach((child, index) => {
          if (child) walk(child, name === 'clip' ? `${path} clip` : `${path} ${name} ${index}`);
        });
      }
    };
    walk(root, 'live_set');
    return found;
  };

  class Dict {
    readonly marker = { beat_time: NaN, sample_time: NaN };
    set(name: 'beat_time' | 'sample_time', value: number) {
      this.marker[name] = value;
    }
  }

  class LiveAPI {
    readonly id: number;
    readonly path: string;
    readonly unquotedpath: string;
    readonly info = 'function begin_undo_step function end_undo_step';
    readonly #node: Node | undefined;
    constructor(path: string) {
      const found = find(path);
      this.#node = found.node;
      this.id = found.node?.id ?? 0;
      this.unquotedpath = found.path;
      this.path = `"${found.path}"`;
    }
    get(name: string) {
      return [this.#node?.values[name] ?? 0];
    }
    getcount(name: string) {
      return this.#node?.children[name]?.length ?? 0;
    }
    set(name: string, value: string | number) {
      const values = this.#node?.values;
      if (values?.['is_audio_clip'] === 1) setClipValue(values, name, value, TEMPO);
      else if (values) values[name] = value;
    }
    /** of Live's methods the one that takes a Dict; what Live does not know it ignores */
    call(method: string, ...args: (string | number | Dict)[]) {
      const [first] = args;
      if (this.#node === undefined) return;
      if (first instanceof Dict) {
        if (takesWarpMarkers) addWarpMarker(this.#node.values, first.marker);
      } else calls[method]?.(this.#node, ...(args as (string | number)[]));
    }
  }

  class Task {
    interval = 0;
    constructor(run: () => void) {
      tick = run;
    }
    repeat() {
      return undefined;
    }
  }

  const live: LiveStandIn = {
    tracks,
    opened,
    shown,
    boxes,
    sent,
    get undoSteps() {
      return undoSteps;
    },
    onSend: () => undefined,
    addClip: (trackIndex, place, values) => {
      const owner = tracks[trackIndex]!;
      selected = node({
        is_audio_clip: 1,
        is_arrangement_clip: place === 'clip_slots' ? 0 : 1,
        muted: 0,
        start_time: 0,
        warping: 0,
        warp_mode: 0,
        warp_markers: GUESSED,
        color: 255,
        gain: 0.4,
        pitch_coarse: 0,
        pitch_fine: 0,
        ...values,
      });
      if (place === 'clip_slots') owner.children[place]![1]!.children['clip']![0] = selected;
      else owner.children[place]!.push(selected);
    },
    say: (name, ...args) => {
      context['messagename'] = name;
      const handler = context[name] ?? context['anything'];
      (handler as (...given: unknown[]) => void)(...args);
    },
    tick: () => {
      tick();
    },
  };
  const context = createContext({
    LiveAPI,
    Dict,
    Task,
    // as Max answers for a name that no box has
    patcher: { getnamed: (name: string) => boxes.get(name) ?? null },
    outlet: (index: number, message: (string | number)[]) => {
      if (index === 1) shown.set(String(message[0]), message[1] ?? '');
      else {
        sent.push([...message]);
        live.onSend([...message]);
      }
    },
    messnamed: (_max: string, _message: string, url: string) => opened.push(url),
  }) as Record<string, unknown>;
  runInContext(readFileSync(repositoryPath('max-for-live', 'Stemwright.js'), 'utf8'), context);
  return live;
}

function patcherBoxes(): Map<string, StandInBox> {
  return new Map(
    stemwrightPatcher().patcher.boxes.flatMap(({ box }) => {
      if (typeof box['varname'] !== 'string') return [];
      const said = new Map<string, readonly (string | number)[]>();
      const message = (name: string, ...args: (string | number)[]) => said.set(name, args);
      return [[box['varname'], { hidden: Number(box['hidden'] ?? 0), said, message }]];
    }),
  );
}

/** The labels of the slots that are shown, in order. */
export function shownSlots({ boxes }: LiveStandIn): string[] {
  const wants = [...boxes].filter(([name, { hidden }]) => /^Want \d$/.test(name) && hidden === 0);
  return wants.map(([, { said }]) => String(said.get('text')?.[0]));
}
