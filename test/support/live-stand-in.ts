/**
 * A stand-in for Ableton Live with the device in it: the patcher's boxes and Max's objects around the script, which runs in node:vm
 * on a Set (live-set.ts). Time passes when it is told to. Rules of Max, and where they are from:
 * - [udpreceive] takes another port by "port N"; a port that another one has it does not get, and says so in Max's window only
 *   (docs.cycling74.com/reference/udpreceive). Without a network here, the device's own knock comes back.
 * - A control says its saved value when the Set loads, before live.thisdevice's bang; "set" changes it without a word
 *   (docs.cycling74.com/reference/live.dial).
 * - live.thisdevice bangs again whenever a preset is loaded (docs.cycling74.com/reference/live.thisdevice).
 * - `Global` is one object for all scripts of a Max (docs.cycling74.com/apiref/js/global).
 * - A name that no box has gives null.
 */
import { createContext, runInContext } from 'node:vm';

import { deviceScript } from '../../max-for-live/source/device-script.js';
import { stemwrightPatcher } from '../../max-for-live/source/patcher.js';
import type { Values } from './live-clip.js';
import { Dict, LiveSet, type LiveNode, type LiveSetOptions } from './live-set.js';
import { repositoryPath } from './repository.js';

export interface LiveOptions extends LiveSetOptions {
  /** what instances of one Live share; each has its own without it */
  readonly globals?: Map<string, object>;
  /** @default macintosh */
  readonly system?: 'macintosh' | 'windows';
}

/** One of the patcher's boxes, as a script sees it. */
export interface StandInBox {
  hidden: number;
  /** the last arguments of each message it was sent */
  readonly said: ReadonlyMap<string, readonly (string | number)[]>;
}

type Message = (string | number)[];

/** The Set, and the device in it. */
export interface LiveStandIn {
  readonly set: LiveSet;
  readonly tracks: readonly LiveNode[];
  readonly undoSteps: number;
  /** what Max was asked to open */
  readonly opened: readonly string[];
  /** what the device shows, by name: the last word each */
  readonly shown: ReadonlyMap<string, string | number>;
  /** the patcher's boxes that have a scripting name, by it */
  readonly boxes: ReadonlyMap<string, StandInBox>;
  /** what the device sent to the daemon */
  readonly sent: readonly Message[];
  /** what the device told the objects around the script */
  readonly told: readonly Message[];
  onSend: (message: Message) => void;
  /** @default its own knock comes back */
  onTell: (message: Message) => void;
  addClip(trackIndex: number, place: 'arrangement_clips' | 'clip_slots', values: Values): void;
  /** a message into the script's inlet */
  say(name: string, ...args: (string | number)[]): void;
  /** a button is pressed as people do, a moment after anything before */
  press(name: string, ...args: (string | number)[]): void;
  pass(ms: number): void;
  /** a second passes */
  tick(): void;
}

const SECOND_MS = 1000;
/** longer than a bounce, and ten of them shorter than any silence that counts */
const PRESS_MS = 300;
const KNOCK = '/stemwright/knock';

interface WaitingTask {
  readonly run: () => void;
  atMs: number;
  readonly everyMs: number | undefined;
}

export function liveStandIn({
  globals = new Map(),
  system = 'macintosh',
  ...options
}: LiveOptions = {}): LiveStandIn {
  const set = new LiveSet(options);
  const opened: string[] = [];
  const shown = new Map<string, string | number>();
  const sent: Message[] = [];
  const told: Message[] = [];
  const boxes = patcherBoxes();
  let clockMs = 0;
  let isReady = false;
  let knocks: Message[] = [];
  const waiting = new Set<WaitingTask>();

  class LiveAPI {
    readonly id: string;
    readonly path: string;
    readonly info = 'id 1 type Song children tracks function create_audio_track done';
    readonly #node: LiveNode | undefined;
    constructor(path: string) {
      if (!isReady) throw new Error('LiveAPI is not ready before the bang of live.thisdevice');
      const found = set.find(path);
      this.#node = found.node;
      this.id = String(found.node?.id ?? 0);
      this.path = `"${found.path}"`;
    }
    get(name: string) {
      return [set.get(this.#node, name)];
    }
    getcount(name: string) {
      return this.#node?.children[name]?.length ?? 0;
    }
    set(name: string, value: string | number) {
      set.set(this.#node, name, value);
    }
    call(method: string, ...args: (string | number | Dict)[]) {
      set.call(this.#node, method, args);
    }
  }

  class Task {
    interval = SECOND_MS;
    readonly #run: () => void;
    constructor(run: () => void) {
      this.#run = run;
    }
    repeat() {
      waiting.add({ run: this.#run, atMs: clockMs + this.interval, everyMs: this.interval });
    }
    schedule(ms: number) {
      waiting.add({ run: this.#run, atMs: clockMs + ms, everyMs: undefined });
    }
  }

  /** One object, whoever makes it. */
  const Global = function (name: string) {
    if (!globals.has(name)) globals.set(name, {});
    return globals.get(name);
  };

  class MaxDate {
    getTime() {
      return clockMs;
    }
  }

  /** A message comes in by the low-priority queue: one after the other. */
  const handle = (name: string, args: Message) => {
    if (name === 'bang') isReady = true;
    context['messagename'] = name;
    const handler = context[name] ?? context['anything'];
    (handler as (...given: unknown[]) => void)(...args);
    set.settle();
    const back = knocks;
    knocks = [];
    for (const message of back) handle(String(message[0]), message.slice(1));
  };

  const nextTask = (byMs: number) =>
    [...waiting].filter(({ atMs }) => atMs <= byMs).sort((a, b) => a.atMs - b.atMs)[0];

  const live: LiveStandIn = {
    set,
    get tracks() {
      return set.tracks;
    },
    opened,
    shown,
    boxes,
    sent,
    told,
    get undoSteps() {
      return set.undoSteps;
    },
    onSend: () => undefined,
    onTell: ([name, ...message]) => {
      if (name === 'knock') knocks.push(message);
    },
    addClip: (trackIndex, place, values) => {
      set.addClip(trackIndex, place, values);
    },
    say: (name, ...args) => {
      handle(name, args);
    },
    press: (name, ...args) => {
      live.pass(PRESS_MS);
      handle(name, args);
    },
    pass: (ms) => {
      const untilMs = clockMs + ms;
      for (let task = nextTask(untilMs); task; task = nextTask(untilMs)) {
        clockMs = Math.max(clockMs, task.atMs);
        if (task.everyMs === undefined) waiting.delete(task);
        else task.atMs += task.everyMs;
        task.run();
        handle('/nobody', []);
      }
      clockMs = untilMs;
    },
    tick: () => {
      live.pass(SECOND_MS);
    },
  };
  const context = createContext({
    LiveAPI,
    Dict,
    Task,
    Global,
    Date: MaxDate,
    max: { os: system },
    patcher: { getnamed: (name: string) => boxes.get(name) ?? null },
    outlet: (index: number, message: Message) => {
      if (index === 1) shown.set(String(message[0]), message[1] ?? '');
      else if (index === 2) {
        told.push([...message]);
        live.onTell([...message]);
      } else {
        sent.push([...message]);
        live.onSend([...message]);
      }
    },
    messnamed: (_max: string, _message: string, url: string) => opened.push(url),
  }) as Record<string, unknown>;
  runInContext(deviceScript(repositoryPath('max-for-live', 'source', 'device')), context);
  return live;
}

/** The device's own id, from its knock at its port. */
export function deviceIdOf({ told }: LiveStandIn): string {
  return String(told.findLast(([name, address]) => name === 'knock' && address === KNOCK)![2]);
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
