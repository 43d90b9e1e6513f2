/**
 * Listen state: how a result is listened to. It is changed by what it is at that moment: keys come faster than the page is drawn.
 */
import { AS_IT_IS, LEAST_GAIN_DB, MOST_GAIN_DB, type LaneSettings } from './lane-settings.js';
import type { Loop } from './mixer-protocol.js';
import type { TakeChoice } from './takes.js';

export interface ListenState {
  /** by stem, where it is not as it is */
  readonly settings: ReadonlyMap<string, LaneSettings>;
  readonly takes: TakeChoice;
  /** the lane that keys are about, of those of stems */
  readonly chosen: number;
  readonly loop: Loop | undefined;
  readonly isLooping: boolean;
  /** whether the recording is heard instead of the stems */
  readonly isAsRecorded: boolean;
  /** 1: all is shown; 2: half of it ... */
  readonly zoom: number;
}

export type ListenChange = (state: ListenState) => Partial<ListenState>;

const MOST_ZOOM = 1024;

export function begun(takes: TakeChoice): ListenState {
  return {
    settings: new Map(),
    takes,
    chosen: 0,
    loop: undefined,
    isLooping: false,
    isAsRecorded: false,
    zoom: 1,
  };
}

export function changed(state: ListenState, change: ListenChange): ListenState {
  return { ...state, ...change(state) };
}

export function settingsOf({ settings }: ListenState, stem: string): LaneSettings {
  return settings.get(stem) ?? AS_IT_IS;
}

export function setLane(stem: string, set: LaneSettings): ListenChange {
  return ({ settings }) => ({ settings: new Map([...settings, [stem, set]]) });
}

/** @param stems by lane */
export function changeChosenLane(
  stems: readonly string[],
  by: (lane: LaneSettings) => Partial<LaneSettings>,
): ListenChange {
  return (state) => {
    const stem = stems[state.chosen];
    if (stem === undefined) return {};
    const lane = settingsOf(state, stem);
    return setLane(stem, { ...lane, ...by(lane) })(state);
  };
}

export function changeLevel(byDb: number): (lane: LaneSettings) => Partial<LaneSettings> {
  return ({ gainDb }) => ({
    gainDb: Math.max(LEAST_GAIN_DB, Math.min(MOST_GAIN_DB, gainDb + byDb)),
  });
}

export function zoomBy(factor: number): ListenChange {
  return ({ zoom }) => ({ zoom: Math.max(1, Math.min(MOST_ZOOM, zoom * factor)) });
}

export function toggleLoop({ isLooping }: ListenState): Partial<ListenState> {
  return { isLooping: !isLooping };
}

export function toggleRecording({ isAsRecorded }: ListenState): Partial<ListenState> {
  return { isAsRecorded: !isAsRecorded };
}

/** What is looped begins or ends at a frame; what would be no loop then goes to the other end of the sound. */
export function loopEdge(
  edge: 'startFrame' | 'endFrame',
  frame: number,
  frames: number,
): ListenChange {
  return ({ loop = { startFrame: 0, endFrame: frames } }) => {
    const moved = { ...loop, [edge]: Math.round(frame) };
    const other = edge === 'startFrame' ? { endFrame: frames } : { startFrame: 0 };
    const loops = [moved, { ...moved, ...other }];
    const chosen = loops.find(({ startFrame, endFrame }) => startFrame < endFrame);
    return chosen === undefined ? {} : { loop: chosen, isLooping: true };
  };
}
