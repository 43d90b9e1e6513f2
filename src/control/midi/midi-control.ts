/**
 * MIDI control: puts the parts of this folder together.
 *
 *   bytes -> parser -> sync    -> the engine's transport
 *                   -> learner, while it listens
 *                   -> mapper  -> the API, as a client of this process
 *   jobs, transport, live, learner -> lamps -> bytes
 *
 * Cables may come and go at any time: see midi-ports.ts. What a request of a control is answered goes to the log.
 */
import type { LogPort } from '../../log-port.js';
import type { Api } from '../api/api.js';
import type { Client } from '../api/client.js';
import type { Clock } from '../api/clock.js';
import { bind } from './bind-control.js';
import type { CheckedRequest } from './mapped-request.js';
import { createControl14Reader, type Control14Reader } from './midi-control14.js';
import { createMidiLamps } from './midi-lamps.js';
import { createMidiLearner } from './midi-learn.js';
import { saveMidiMap } from './midi-map-file.js';
import type { MidiMap } from './midi-map-schema.js';
import { createMidiMapper } from './midi-mapper.js';
import type { MidiMessage } from './midi-message.js';
import { createMidiParser, type MidiParser } from './midi-parser.js';
import { createNrpnReader, type NrpnReader } from './midi-nrpn.js';
import { createMidiPorts } from './midi-ports.js';
import { createMidiSync } from './midi-sync.js';
import type { MidiTransport } from './midi-transport.js';
import { moveOf, type Move } from './midi-trigger.js';
import { createOpenRequests, type OpenRequests } from './open-requests.js';
import { watchJobs } from './watched-jobs.js';

export interface MidiControlOptions {
  readonly api: Api;
  readonly transport: MidiTransport;
  readonly clock: Clock;
  readonly log: LogPort;
  /** parts of the names of controllers */
  readonly names: readonly string[];
  readonly map: MidiMap;
  /** where a map with a learned control is written */
  readonly mapFile: string;
}

export interface MidiControl {
  /** Puts the lamps out and closes the ports. */
  close(): void;
}

/** Resolves when the ports have been looked for once; that there are none is no failure. */
export async function startMidiControl(options: MidiControlOptions): Promise<MidiControl> {
  const { api, clock, log, names } = options;
  const { engine } = api;
  let { map } = options;
  let lastId = 0;
  const open = createOpenRequests();
  let onDisk = map;
  let saved: Promise<void> = Promise.resolve();

  const inputs = new Map<string, Input>();
  const lamps = createMidiLamps({
    lamps: map.lamps,
    names,
    outputs: () => ports.outputs(),
    send: (output, bytes) => {
      ports.send(output, bytes);
    },
  });
  const jobs = watchJobs(engine, (count, fraction) => {
    lamps.show('running', Math.min(count, 1));
    lamps.show('progress', fraction);
  });
  const sync = createMidiSync(engine.transport, clock);
  const stopTransport = engine.transport.subscribe(({ playing }) => {
    lamps.show('playing', playing ? 1 : 0);
  });
  const stopLive = engine.live.subscribe((event) => {
    if (event.kind === 'hold') lamps.show('holding', event.held ? 1 : 0);
    else if (event.kind === 'stopped') lamps.show('holding', 0);
  });
  const mapper = createMidiMapper({
    clock,
    job: (port) => jobs.current() ?? open.current(port),
    request: ({ address, takesId, becomesJob }: CheckedRequest, args, port) => {
      const ids = takesId ? [`midi-${++lastId}`] : [];
      if (becomesJob) for (const id of ids) open.begin(port, id);
      api.dispatch({ address, values: [...ids, ...args] }, clientOf(port, log, open));
    },
  });
  mapper.use(map.entries);
  const learner = createMidiLearner({
    clock,
    bind: async (entry) => {
      const bound = bind(map, entry);
      map = bound.map;
      mapper.use(map.entries);
      // one after the other, each with all that is known by then
      saved = saved
        .catch(() => undefined)
        .then(async () => {
          const latest = map;
          await saveMidiMap(latest, options.mapFile, onDisk);
          onDisk = latest;
        });
      await saved;
      log.info({ ...entry, mapFile: options.mapFile }, 'a MIDI control was learned');
      return bound.replaced;
    },
    onListening: (isListening) => {
      lamps.show('learning', isListening ? 1 : 0);
    },
    entries: () => map.entries,
  });

  function receive(port: string, message: MidiMessage, atMs: number): void {
    sync.read(port, message, atMs);
    for (const move of movesOf(message, inputs.get(port))) {
      if (move === undefined) continue;
      if (!learner.isListening()) mapper.receive(move, port);
      else if (move.trigger.type !== 'control14') learner.hear(move);
    }
  }

  const ports = createMidiPorts({
    ...options,
    wanted: {
      inputs: names,
      // a lamp without an output's name is on every controller that is played on
      outputs: map.lamps.flatMap(({ output }) => (output === undefined ? names : [output])),
    },
    onBytes: (port, bytes, atMs) => {
      inputs.get(port)?.parser.push(bytes, atMs);
    },
    onConnected: (direction, port) => {
      if (direction === 'outputs') {
        lamps.refresh(port);
        return;
      }
      const parser = createMidiParser((message, atMs) => {
        receive(port, message, atMs);
      });
      inputs.set(port, {
        parser,
        control14: createControl14Reader(),
        nrpn: createNrpnReader(),
      });
    },
    onGone: (direction, port) => {
      if (direction === 'outputs') return;
      inputs.delete(port);
      sync.forget(port);
    },
  });
  await ports.start();
  const withdrawLearn = api.offerMidiLearn(learner);
  return {
    close() {
      withdrawLearn();
      learner.cancel();
      mapper.close();
      sync.close();
      stopTransport();
      stopLive();
      jobs.stop();
      lamps.putOut();
      ports.close();
    },
  };
}

interface Input {
  readonly parser: MidiParser;
  readonly control14: Control14Reader;
  readonly nrpn: NrpnReader;
}

/** What one message moves: the control it is, and one that it is a part of. A part of an NRPN is no control of its own. */
function movesOf(message: MidiMessage, input: Input | undefined): (Move | undefined)[] {
  const nrpn = input?.nrpn.read(message);
  if (nrpn !== undefined) return nrpn === 'part' ? [] : [moveOf(nrpn)];
  const control14 = input?.control14.read(message);
  return control14 === undefined ? [moveOf(message)] : [moveOf(message), moveOf(control14)];
}

/** A controller as a client of the API: it keeps which of its requests are open; nobody reads other replies, so errors go to the log. */
function clientOf(port: string, log: LogPort, open: OpenRequests): Client {
  const name = `midi ${port}`;
  return {
    key: name,
    name,
    address: 'midi',
    isLocal: true,
    send: (reply) => {
      open.hear(reply);
      if (reply.key !== 'error') return;
      const { code, message } = reply.values;
      log.warn({ port, id: reply.id, code }, `a MIDI control’s request failed: ${message}`);
    },
  };
}
