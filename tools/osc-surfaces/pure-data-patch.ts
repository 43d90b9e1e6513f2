/**
 * The Pure Data patch for users: faders, mutes and solos in eight slots that fill with the stems of the daemon's model, and a separation.
 *
 * Pure Data cannot hide a box: a slot without a stem has no name and sends nothing.
 */
import { CONFIG } from '../../src/config/config.js';
import { SLOTS } from './stem-slots.js';

const STEP = 90;
const COLOURS = '#fcfcfc #000000 #000000';

/** A canvas as its file has it: boxes in order, and cords between them by their places. */
class Canvas {
  readonly #boxes: string[] = [];
  readonly #cords: string[] = [];

  /** @param text what follows `#X`. @returns its place */
  add(text: string): number {
    return this.#boxes.push(`#X ${text};`) - 1;
  }

  object(x: number, y: number, text: string): number {
    return this.add(`obj ${x} ${y} ${text}`);
  }

  message(x: number, y: number, text: string): number {
    return this.add(`msg ${x} ${y} ${text}`);
  }

  /** @returns its place */
  subpatch(x: number, y: number, name: string, inner: Canvas): number {
    const text = `#N canvas 0 0 500 400 ${name} 0;\n${inner.text()}#X restore ${x} ${y} pd ${name};`;
    return this.#boxes.push(text) - 1;
  }

  cord(from: number, to: number, { outlet = 0, inlet = 0 } = {}): void {
    this.#cords.push(`#X connect ${from} ${outlet} ${to} ${inlet};`);
  }

  /** Connects the first outlet of each box to the first inlet of the next. */
  chain(...places: readonly number[]): void {
    for (let at = 1; at < places.length; at++) this.cord(places[at - 1]!, places[at]!);
  }

  text(): string {
    return [...this.#boxes, ...this.#cords].map((line) => `${line}\n`).join('');
  }
}

const CONTROLS = ['gain', 'mute', 'solo'] as const;

export function pureDataPatch(): string {
  const patch = new Canvas();
  patch.add(
    "text 20 14 Stemwright from Pure Data: faders \\, mutes and solos of the live stems \\, and a separation. Replies are printed in Pd's window.",
  );
  patch.add('text 20 50 Start the daemon first: stemwright serve --input DEVICE --output DEVICE');
  const formats = CONTROLS.map((control, index) =>
    patch.object(20 + 250 * index, 330, `oscformat stemwright live ${control}`),
  );
  for (const [index, slot] of SLOTS.entries()) addSlot(patch, 20 + STEP * index, slot, formats);
  patch.add('text 20 372 Separate a file: press \\, or send its path to the receiver separate.');
  const button = patch.object(20, 400, `bng 20 250 50 0 empty empty empty 0 -10 0 12 ${COLOURS}`);
  const panel = patch.object(20, 430, 'openpanel');
  const separate = patch.object(120, 430, 'r separate');
  const id = patch.object(20, 460, 'list prepend pd');
  const separateFormat = patch.object(20, 485, 'oscformat stemwright separate');
  patch.chain(button, panel, id, separateFormat);
  patch.chain(separate, id);
  const send = patch.object(300, 485, 'list prepend send');
  const trim = patch.object(300, 510, 'list trim');
  const netsend = patch.object(300, 540, 'netsend -u -b');
  for (const format of [...formats, separateFormat]) patch.chain(format, send);
  patch.chain(send, trim, netsend);
  const ask = addQuestion(patch, send);
  addConnection(patch, netsend, ask);
  addReplies(patch, netsend);
  return `#N canvas 60 60 760 720 12;\n${patch.text()}`;
}

/** A slot's controls, and below them what puts its stem before their values. */
function addSlot(patch: Canvas, x: number, slot: string, formats: readonly number[]): void {
  const look = (name: string, y: number) => `${name}-${slot} ${name} 24 ${y} 0 12 ${COLOURS}`;
  const controls = [
    patch.object(x, 100, `vsl 18 130 -60 6 0 0 empty gain-${slot} empty 0 -9 0 12 ${COLOURS} 0 1`),
    patch.object(x + 30, 120, `tgl 18 0 empty ${look('mute', 9)} 0 1`),
    patch.object(x + 30, 160, `tgl 18 0 empty ${look('solo', 9)} 0 1`),
  ];
  const stem = patch.subpatch(x, 280, `slot-${slot}`, slotCanvas(slot));
  controls.forEach((control, index) => {
    patch.cord(control, stem, { inlet: index });
    patch.cord(stem, formats[index]!, { outlet: index });
  });
}

/** Nothing passes before the slot has a stem. */
function slotCanvas(slot: string): Canvas {
  const inner = new Canvas();
  const inlets = CONTROLS.map((_, index) => inner.object(20 + 120 * index, 20, 'inlet'));
  const gates = CONTROLS.map((_, index) => inner.object(20 + 120 * index, 60, 'spigot'));
  const stems = CONTROLS.map((_, index) => inner.object(20 + 120 * index, 100, 'list prepend'));
  const outlets = CONTROLS.map((_, index) => inner.object(20 + 120 * index, 140, 'outlet'));
  CONTROLS.forEach((_, index) => {
    inner.chain(inlets[index]!, gates[index]!, stems[index]!, outlets[index]!);
  });
  const look = inner.object(20, 200, `r slot-${slot}`);
  const parts = inner.object(20, 225, 'unpack s s s');
  const order = inner.object(20, 250, 't b s');
  const open = inner.message(20, 275, '1');
  const label = inner.message(120, 275, `\\; gain-${slot} label \\$1`);
  const inColour = CONTROLS.map((name) => `\\; ${name}-${slot} color #fcfcfc \\$1 #000000`);
  const colour = inner.message(120, 320, inColour.join(' '));
  const clear = inner.object(320, 200, 'r slots-clear');
  const shut = inner.message(320, 225, '0');
  const nameless = inner.message(320, 250, `\\; gain-${slot} label empty`);
  inner.chain(look, parts, order, open);
  inner.cord(parts, label, { outlet: 1 });
  inner.cord(parts, colour, { outlet: 2 });
  inner.chain(clear, shut);
  inner.chain(clear, nameless);
  CONTROLS.forEach((_, index) => {
    inner.cord(order, stems[index]!, { outlet: 1, inlet: 1 });
    inner.cord(open, gates[index]!, { inlet: 1 });
    inner.cord(shut, gates[index]!, { inlet: 1 });
  });
  return inner;
}

/** Asks for the stems anew. @returns what a bang makes ask */
function addQuestion(patch: Canvas, send: number): number {
  patch.add('text 590 400 Stems of the model: press after another one was loaded.');
  const button = patch.object(560, 400, `bng 20 250 50 0 empty stems empty 0 -10 0 12 ${COLOURS}`);
  const order = patch.object(560, 455, 't b b');
  const clear = patch.message(610, 485, '\\; slots-clear bang \\; slots-next 0');
  const id = patch.message(560, 510, 'symbol pd-stems');
  const format = patch.object(560, 535, 'oscformat stemwright model stems');
  patch.chain(button, order);
  patch.cord(order, clear, { outlet: 1 });
  patch.chain(order, id, format, send);
  return button;
}

function addConnection(patch: Canvas, netsend: number, ask: number): void {
  const loaded = patch.object(420, 430, 'loadbang');
  const port = patch.message(420, 455, String(CONFIG.oscPort));
  const otherPort = patch.object(420, 400, 'r daemon-port');
  const order = patch.object(420, 485, 't b f b');
  const connect = patch.message(420, 510, 'connect 127.0.0.1 \\$1');
  const disconnect = patch.message(420, 535, 'disconnect');
  patch.chain(loaded, port, order);
  patch.chain(otherPort, order);
  patch.cord(order, disconnect, { outlet: 2 });
  patch.cord(order, connect, { outlet: 1 });
  patch.chain(order, ask);
  patch.chain(connect, netsend);
  patch.chain(disconnect, netsend);
}

/** All are printed; those about stems fill the slots, one after the other. */
function addReplies(patch: Canvas, netsend: number): void {
  const parse = patch.object(300, 570, 'oscparse');
  const trim = patch.object(300, 595, 'list trim');
  const print = patch.object(420, 620, 'print stemwright');
  patch.cord(netsend, parse, { outlet: 1 });
  patch.chain(parse, trim, print);
  const ours = patch.object(20, 570, 'route stemwright');
  const kinds = patch.object(20, 595, 'route model done');
  const stem = patch.object(20, 620, 'route stem');
  const id = patch.object(20, 645, 'route pd-stems');
  const parts = patch.object(20, 670, 'unpack s s s s');
  const look = patch.object(20, 695, 'pack s s s');
  const order = patch.object(140, 645, 't l b');
  const place = patch.object(230, 670, 'f');
  const next = patch.object(270, 670, '+ 1');
  const first = patch.object(320, 645, 'r slots-next');
  const placed = patch.object(140, 695, 'list prepend 0');
  const fill = patch.message(140, 720, '\\; slot-\\$1 list \\$2 \\$3 \\$4');
  patch.chain(trim, ours, kinds, stem, id, parts);
  // model, stem, label, colour: from the right, so the stem comes last
  patch.cord(parts, look, { outlet: 3, inlet: 2 });
  patch.cord(parts, look, { outlet: 2, inlet: 1 });
  patch.cord(parts, look, { outlet: 1, inlet: 0 });
  patch.chain(look, order, placed, fill);
  patch.cord(order, place, { outlet: 1 });
  patch.chain(place, next);
  patch.cord(next, place, { inlet: 1 });
  patch.cord(next, placed, { inlet: 1 });
  patch.cord(first, place, { inlet: 1 });
  const done = patch.object(140, 620, 'route pd-stems');
  const told = patch.object(240, 620, 's stems-shown');
  patch.cord(kinds, done, { outlet: 1 });
  patch.chain(done, told);
}
