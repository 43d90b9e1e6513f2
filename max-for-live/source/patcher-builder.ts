/**
 * A patcher under construction: boxes, and cords between them, as Max's JSON has them.
 */
import type { Rect } from './view-control.js';

export interface Box {
  readonly id: string;
  readonly maxclass: string;
  readonly numinlets: number;
  readonly numoutlets: number;
  readonly patching_rect: Rect;
  readonly presentation?: 1;
  readonly presentation_rect?: Rect;
  readonly text?: string;
  readonly [attribute: string]: unknown;
}

export interface Builder {
  readonly boxes: { box: Box }[];
  readonly lines: { patchline: { source: [string, number]; destination: [string, number] } }[];
}

export function add({ boxes }: Builder, box: Box): void {
  boxes.push({ box });
}

/** An object box, at a place in the patcher that only its editor shows. */
export function addObject(
  built: Builder,
  id: string,
  text: string,
  {
    inlets = 1,
    outlets = 1,
    x = 20,
    y,
  }: { inlets?: number; outlets?: number; x?: number; y: number },
): void {
  const outlettype = Array.from({ length: outlets }, () => (text === 'plugin~' ? 'signal' : ''));
  add(built, {
    id,
    maxclass: 'newobj',
    text,
    numinlets: inlets,
    numoutlets: outlets,
    outlettype,
    patching_rect: [x, y, 200, 22],
  });
}

export function connect(
  { lines }: Builder,
  from: string,
  outlet: number,
  to: string,
  inlet = 0,
): void {
  lines.push({ patchline: { source: [from, outlet], destination: [to, inlet] } });
}
