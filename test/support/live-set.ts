/**
 * A stand-in for a Set of Ableton Live, as Max's LiveAPI shows it: tracks, slots, scenes, clips. Undo is counted, not done.
 *
 * Its rules, and where they are from (what clips do is in live-clip.ts):
 * - Paths that lead nowhere have the id 0, which LiveAPI gives as text (docs.cycling74.com/apiref/js/liveapi).
 * - LiveAPI is there once live.thisdevice has sent its bang, not before (docs.cycling74.com, Live API overview, "when is it ready").
 * - `info` does not list begin_undo_step and end_undo_step; a version that has none throws at the call.
 * - What is imported comes warped by a guess; a clip is found by its start, for clips are listed by time (measured by others in Live
 *   12.2: notes of stem importers).
 * - What a script sets, Live may do only when the script's call has ended: a read in the same call gives the value of before.
 * - Max writes numbers nearer to 0 than 0.0001 with an exponent, which Live does not read.
 * - A slot that has a clip takes no other, and create_audio_clip takes absolute paths only (Live Object Model: ClipSlot, Track).
 * - application.view.focused_document_view is "Session" or "Arranger" (Live Object Model: Application.View).
 */
import {
  addWarpMarker,
  loopLength,
  removeWarpMarker,
  setClipValue,
  warpText,
  type Values,
} from './live-clip.js';

export interface LiveNode {
  readonly id: number;
  readonly values: Values;
  readonly children: Record<string, (LiveNode | undefined)[]>;
}

export interface LiveSetOptions {
  /** the version of Live knows create_audio_clip */
  readonly importsFiles?: boolean;
  /** so many files are taken before Live fails, as on a frozen track */
  readonly importsAtMost?: number;
  /** warp markers can be added and removed, as since Live 11.0.5 */
  readonly takesWarpMarkers?: boolean;
  /** the version of Live knows begin_undo_step */
  readonly knowsUndoSteps?: boolean;
  /** what is copied is as it was before the script's call: nobody has seen how Live does it */
  readonly copiesWhatWas?: boolean;
  /** numerator and denominator */
  readonly signature?: readonly [number, number];
}

export const TEMPO = 120;
const IMPORTED_BEATS = 4;
const SCENES = 2;
/** Live's guess at a stem: wrong, as it may be where there is no beat to hear */
const GUESSED = warpText([
  { beat_time: 0, sample_time: 0.01 },
  { beat_time: 2, sample_time: 0.9 },
  { beat_time: 3, sample_time: 1.7 },
]);
const EXPONENT_BELOW = 1e-4;

type Argument = string | number;

export class Dict {
  readonly marker = { beat_time: NaN, sample_time: NaN };
  set(name: 'beat_time' | 'sample_time', value: number): void {
    checkNumber(value);
    this.marker[name] = value;
  }
}

export class LiveSet {
  readonly root: LiveNode;
  readonly #view: LiveNode;
  readonly #options: Required<LiveSetOptions>;
  /** values as they were when the script's call began, of what it has changed */
  readonly #before = new Map<LiveNode, Values>();
  #selected: LiveNode | undefined;
  #scene = 0;
  #ids = 0;
  #imports = 0;
  #openUndoSteps = 0;
  undoSteps = 0;

  constructor(options: LiveSetOptions) {
    const { signature = [4, 4] } = options;
    this.#options = {
      importsFiles: true,
      importsAtMost: Infinity,
      takesWarpMarkers: true,
      knowsUndoSteps: true,
      copiesWhatWas: false,
      ...options,
      signature,
    };
    this.#view = this.#node({ focused_document_view: 'Arranger' });
    const [signature_numerator, signature_denominator] = signature;
    this.root = this.#node(
      {
        tempo: TEMPO,
        signature_numerator,
        signature_denominator,
        current_song_time: 8,
        is_playing: 0,
      },
      { tracks: [this.#track()], scenes: this.#perScene(() => this.#node({ name: '' })) },
    );
  }

  get tracks(): LiveNode[] {
    return this.root.children['tracks'] as LiveNode[];
  }

  /** The view in front, and the scene that is selected in it. */
  show(view: 'Session' | 'Arranger', scene = 0): void {
    this.#view.values['focused_document_view'] = view;
    this.#scene = scene;
  }

  /** Adds a clip and selects it. */
  addClip(trackIndex: number, place: 'arrangement_clips' | 'clip_slots', values: Values): void {
    const owner = this.tracks[trackIndex]!;
    this.#selected = this.#node({
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
    if (place === 'clip_slots') owner.children[place]![1]!.children['clip']![0] = this.#selected;
    else owner.children[place]!.push(this.#selected);
  }

  /** The user inserts a track; what is right of it moves. */
  insertTrack(index: number): void {
    this.tracks.splice(index, 0, this.#track());
  }

  /** The script's call has ended: what it set is there to be read. */
  settle(): void {
    this.#before.clear();
    if (this.#openUndoSteps !== 0) throw new Error(`${this.#openUndoSteps} undo steps stay open`);
  }

  find(path: string): { node: LiveNode | undefined; path: string } {
    if (path === 'live_set view detail_clip') return this.#locate(this.#selected);
    if (path === 'live_app view') return { node: this.#view, path };
    if (path === 'live_set view selected_scene') {
      return this.#locate(this.root.children['scenes']![this.#scene]);
    }
    const everything = this.#everything();
    if (path.startsWith('id ')) return this.#locate(everything.get(Number(path.slice(3)))?.node);
    return { path, node: [...everything.values()].find((entry) => entry.path === path)?.node };
  }

  get(node: LiveNode | undefined, name: string): Argument {
    if (node === undefined) return 0;
    return (this.#before.get(node) ?? node.values)[name] ?? 0;
  }

  set(node: LiveNode | undefined, name: string, value: Argument): void {
    checkNumber(value);
    if (node === undefined) return;
    this.#remember(node);
    if (node.values['is_audio_clip'] === 1) setClipValue(node.values, name, value, TEMPO);
    else node.values[name] = value;
  }

  /** What Live does not know it ignores. */
  call(node: LiveNode | undefined, method: string, args: readonly (Argument | Dict)[]): void {
    const [first] = args;
    for (const argument of args) if (!(argument instanceof Dict)) checkNumber(argument);
    if (node === undefined) return;
    const { takesWarpMarkers } = this.#options;
    if (first instanceof Dict) {
      this.#remember(node);
      if (takesWarpMarkers) addWarpMarker(node.values, first.marker);
    } else if (method === 'remove_warp_marker') {
      this.#remember(node);
      if (takesWarpMarkers) removeWarpMarker(node.values, Number(first));
    } else this.#callSimple(node, method, args as readonly Argument[]);
  }

  #callSimple(node: LiveNode, method: string, args: readonly Argument[]): void {
    const [first = '', second = 0] = args;
    switch (method) {
      case 'create_audio_track':
        this.tracks.splice(Number(first), 0, this.#track());
        return;
      case 'delete_track':
        this.tracks.splice(Number(first), 1);
        return;
      case 'begin_undo_step':
      case 'end_undo_step':
        if (!this.#options.knowsUndoSteps) throw new Error(`Live has no ${method}`);
        this.#openUndoSteps += method === 'begin_undo_step' ? 1 : -1;
        if (method === 'begin_undo_step') this.undoSteps++;
        return;
      case 'create_audio_clip':
        this.#import(node, String(first), Number(second));
        return;
      case 'duplicate_clip_to_arrangement': {
        // a copy is as long as its loop
        const source = this.find(String(first)).node!;
        const { copiesWhatWas } = this.#options;
        const before = copiesWhatWas ? this.#before.get(source) : undefined;
        const values = before ?? source.values;
        const end_time = Number(second) + loopLength(values);
        const place = { is_arrangement_clip: 1, start_time: Number(second), end_time };
        this.#arrange(node, this.#node({ ...values, ...place }));
        return;
      }
      case 'delete_clip':
        node.children['clip'] = [];
    }
  }

  #import(target: LiveNode, file: string, start: number): void {
    const slot = target.children['clip'];
    if (!/^(\/|[A-Za-z]:[\\/])/.test(file)) throw new Error(`no absolute path: ${file}`);
    if (slot?.[0] !== undefined) return;
    if (!this.#options.importsFiles || ++this.#imports > this.#options.importsAtMost) return;
    const place = slot
      ? { is_arrangement_clip: 0, start_time: 0 }
      : { is_arrangement_clip: 1, start_time: start, end_time: start + IMPORTED_BEATS };
    const clip = this.#node({
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
      ...place,
    });
    if (slot) slot[0] = clip;
    else this.#arrange(target, clip);
  }

  #arrange(target: LiveNode, clip: LiveNode): void {
    const clips = target.children['arrangement_clips']!;
    clips.push(clip);
    clips.sort((a, b) => Number(a!.values['start_time']) - Number(b!.values['start_time']));
  }

  #remember(node: LiveNode): void {
    if (!this.#before.has(node)) this.#before.set(node, { ...node.values });
  }

  #track(): LiveNode {
    const slots = this.#perScene(() => this.#node({}, { clip: [] }));
    const values = { name: 'Audio', color: 0, has_audio_input: 1 };
    return this.#node(values, { arrangement_clips: [], clip_slots: slots });
  }

  #perScene(make: () => LiveNode): LiveNode[] {
    return Array.from({ length: SCENES }, make);
  }

  #node(values: Values, children: LiveNode['children'] = {}): LiveNode {
    return { id: ++this.#ids, values, children };
  }

  #locate(target: LiveNode | undefined): { node: LiveNode | undefined; path: string } {
    const path = target ? (this.#everything().get(target.id)?.path ?? '') : '';
    return { node: path === '' ? undefined : target, path };
  }

  #everything(): Map<number, { node: LiveNode; path: string }> {
    const found = new Map<number, { node: LiveNode; path: string }>();
    const walk = (target: LiveNode, path: string) => {
      found.set(target.id, { node: target, path });
      for (const [name, list] of Object.entries(target.children)) {
        list.forEach((child, index) => {
          if (child) walk(child, name === 'clip' ? `${path} clip` : `${path} ${name} ${index}`);
        });
      }
    };
    walk(this.root, 'live_set');
    return found;
  }
}

function checkNumber(value: Argument): void {
  if (typeof value !== 'number' || value === 0) return;
  if (Number.isFinite(value) && Math.abs(value) >= EXPONENT_BELOW) return;
  throw new Error(`Live does not read ${value} as Max writes it`);
}
