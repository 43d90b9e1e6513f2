/**
 * The picture of the Open Stage Control session, drawn from its own rectangles, with the stems of the model that ships in its slots.
 * What it looks like in that program differs in everything but places, names and colours.
 */
import type { StemLook } from '../../src/model/stem-looks.js';
import { isPlaced, type PlacedWidget, type Session } from './open-stage-control-schema.js';
import { INPUT_METER, SLOTS } from './stem-slots.js';

const MARGIN = 12;
const COLOURS = {
  ground: '#1c1f23',
  widget: '#2b3036',
  edge: '#4a525b',
  text: '#d6dade',
  plain: '#8fa1b3',
};
/** how far the meters of the picture are up */
const METER_LEVEL = 0.55;

export function sessionPicture(session: Session, looks: readonly StemLook[]): string {
  const shown = session.content.widgets
    .filter(isPlaced)
    .filter((widget) => widget.visible === undefined || lookOf(widget, looks) !== undefined);
  const width = Math.max(...shown.map((widget) => widget.left + widget.width)) + MARGIN;
  const height = Math.max(...shown.map((widget) => widget.top + widget.height)) + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>The session for Open Stage Control</title>',
    rectangle({ left: 0, top: 0, width, height }, `fill="${COLOURS.ground}"`),
    ...shown.flatMap((widget) => drawn(widget, lookOf(widget, looks))),
    '</svg>',
    '',
  ].join('\n');
}

/** Of the stem whose slot a widget belongs to. */
function lookOf({ id }: PlacedWidget, looks: readonly StemLook[]): StemLook | undefined {
  const [, slot] = id.split(' ');
  return slot === undefined ? undefined : looks[SLOTS.indexOf(slot)];
}

function drawn(widget: PlacedWidget, look: StemLook | undefined): string[] {
  const colour = look?.colour ?? COLOURS.plain;
  switch (widget.type) {
    case 'text':
      return [words(widget, widget.default || (look?.label ?? ''), look?.colour ?? COLOURS.text)];
    case 'button':
      return [frame(widget), words(widget, widget.label, colour)];
    case 'input':
      return [frame(widget)];
    case 'fader':
      return widget.interaction === false ? meter(widget, colour) : fader(widget, colour);
  }
}

type Fader = Extract<PlacedWidget, { type: 'fader' }>;

function meter(widget: Fader, colour: string): string[] {
  const level = widget.id === INPUT_METER ? 1 - (1 - METER_LEVEL) / 2 : METER_LEVEL;
  const height = Math.round(widget.height * level);
  const filled = { ...widget, top: widget.top + widget.height - height, height };
  return [frame(widget), rectangle(filled, `fill="${colour}"`)];
}

function fader(widget: Fader, colour: string): string[] {
  const knob = { ...widget, height: 12 };
  const at = (value: number) => Math.round(widget.top + widget.height * (1 - value));
  const marks = Object.values(widget.range).flatMap((mark) =>
    typeof mark === 'number' ? [] : Object.entries(mark),
  );
  return [
    frame(widget),
    ...marks.map(
      ([label, value]) =>
        `<text x="${widget.left + widget.width - 4}" y="${Math.min(widget.top + widget.height - 4, Math.max(widget.top + 10, at(value) + 4))}" text-anchor="end" font-size="9" fill="${COLOURS.edge}">${label}</text>`,
    ),
    rectangle({ ...knob, top: at(widget.default) - 6 }, `rx="3" fill="${colour}"`),
  ];
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function frame(place: Place): string {
  return rectangle(place, `rx="3" fill="${COLOURS.widget}" stroke="${COLOURS.edge}"`);
}

function rectangle({ left, top, width, height }: Place, more: string): string {
  return `<rect x="${left}" y="${top}" width="${width}" height="${height}" ${more}/>`;
}

function words(
  { left, top, width, height, ...more }: PlacedWidget,
  text: string,
  colour: string,
): string {
  const isLeft = 'align' in more && more.align === 'left';
  const x = isLeft ? left : left + width / 2;
  const anchor = isLeft ? 'start' : 'middle';
  return `<text x="${x}" y="${top + height / 2 + 4}" text-anchor="${anchor}" fill="${colour}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
