/**
 * A picture of the view as SVG, in the middle of a job, with the stems of a model in its slots, drawn from the patcher's presentation rectangles. Shapes and
 * widths are near what Live draws in its light theme; fonts are not Live's.
 */
import type { Box } from './patcher.js';
import { VIEW_HEIGHT, VIEW_WIDTH, type Colour, type Rect } from './view.js';

/** How a stem looks that fills a slot. */
export interface SlotLook {
  readonly label: string;
  /** `#rrggbb` */
  readonly colour: string;
}

const PAPER = '#d6d6d6';
const FIELD = '#f2f2f2';
const EDGE = '#a3a3a3';
const INK = '#1d1d1d';
const DONE = '#7d7d7d';
/** what a font needs above and below the middle of its line */
const BASELINE = 4;

/** What the script shows at the moment that is drawn, by the label that a box has before. */
const SHOWN: ReadonlyMap<string, string> = new Map([
  ['starting', 'Stemwright'],
  ['', 'sampling, 8 s'],
]);
const PROGRESS = 0.6;

/** @param looks of the model's stems, in its order */
export function viewPicture(boxes: readonly Box[], looks: readonly SlotLook[]): string {
  const shapes = boxes.flatMap((box) => {
    const slot = /^(?:Want|Level|Mute|Solo) (\d+)$/.exec(String(box['varname']))?.[1];
    const look = looks[Number(slot) - 1];
    if (box.presentation_rect === undefined || (slot !== undefined && look === undefined))
      return [];
    return [drawn(box, box.presentation_rect, look, looks)];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${VIEW_WIDTH}" height="${VIEW_HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="11" fill="${INK}">`,
    `<rect width="${VIEW_WIDTH}" height="${VIEW_HEIGHT}" fill="${PAPER}"/>`,
    ...shapes,
    '</svg>\n',
  ].join('\n');
}

function drawn(
  box: Box,
  rect: Rect,
  look: SlotLook | undefined,
  looks: readonly SlotLook[],
): string {
  const [x, y, width, height] = rect;
  const { start, shortName, choices } = parameterOf(box);
  const middle = x + width / 2;
  switch (box.maxclass) {
    case 'live.comment':
      return words(box, rect);
    // nothing is wrong
    case 'comment':
      return '';
    case 'led':
      return `<circle cx="${middle}" cy="${y + height / 2}" r="${width / 2 - 1}" fill="${css(box['oncolor'])}"/>`;
    case 'live.line':
      return `<line x1="${middle}" y1="${y}" x2="${middle}" y2="${y + height}" stroke="${EDGE}"/>`;
    case 'live.dial':
      return dial(rect, look?.label ?? shortName, `${start} dB`, look?.colour ?? DONE);
    case 'live.menu':
      return (
        framed(rect, FIELD, menuWords(box, choices, looks)[start] ?? '') +
        `<path d="M${x + width - 12} ${y + 6}h6l-3 4z" fill="${DONE}"/>`
      );
    case 'live.numbox':
      return framed(rect, FIELD, String(start));
    case 'slider':
      return (
        framed(rect, FIELD, '') + framed([x, y, Math.round(width * PROGRESS), height], DONE, '')
      );
    default: {
      const isOn = start === 1;
      return framed(
        rect,
        isOn ? (look?.colour ?? DONE) : FIELD,
        (isOn ? look?.label : undefined) ?? box.text ?? '',
      );
    }
  }
}

/** The menu of stems has those of the model. */
function menuWords(
  { varname }: Box,
  choices: readonly string[],
  looks: readonly SlotLook[],
): readonly string[] {
  return varname === 'Clip plays' ? looks.map(({ label }) => label) : choices;
}

function words({ text = '', textjustification }: Box, [x, y, width, height]: Rect): string {
  const shown = SHOWN.get(text) ?? text;
  const [at, anchor] = textjustification === 2 ? [x + width, 'end'] : [x, 'start'];
  return `<text x="${at}" y="${y + height / 2 + BASELINE}" text-anchor="${anchor}">${shown}</text>`;
}

function framed([x, y, width, height]: Rect, colour: string, text: string): string {
  const frame = `<rect x="${x + 0.5}" y="${y + 0.5}" width="${width - 1}" height="${height - 1}" rx="2" fill="${colour}" stroke="${EDGE}"/>`;
  if (text === '') return frame;
  return `${frame}<text x="${x + width / 2}" y="${y + height / 2 + BASELINE}" text-anchor="middle">${text}</text>`;
}

/** Three quarters of a circle, open below, filled up to 0 dB. */
function dial([x, y, width, height]: Rect, name: string, value: string, colour: string): string {
  const middle = x + width / 2;
  const centre = y + height / 2 + 1;
  const radius = 13;
  const reach = radius * Math.SQRT1_2;
  const arc = (toX: number, toY: number, ink: string) =>
    `<path d="M${(middle - reach).toFixed(1)} ${(centre + reach).toFixed(1)}A${radius} ${radius} 0 1 1 ${toX.toFixed(1)} ${toY.toFixed(1)}" fill="none" stroke="${ink}" stroke-width="3"/>`;
  return [
    `<text x="${middle}" y="${y + 10}" text-anchor="middle">${name}</text>`,
    arc(middle + reach, centre + reach, EDGE),
    arc(middle + radius, centre, colour),
    `<path d="M${middle} ${centre}H${middle + radius - 3}" stroke="${INK}" stroke-width="2"/>`,
    `<text x="${middle}" y="${y + height - 3}" text-anchor="middle">${value}</text>`,
  ].join('');
}

function parameterOf(box: Box): { start: number; shortName: string; choices: readonly string[] } {
  const saved = box['saved_attribute_attributes'] as
    | {
        valueof: {
          parameter_initial: [number];
          parameter_enum?: string[];
          parameter_shortname: string;
        };
      }
    | undefined;
  return {
    start: saved?.valueof.parameter_initial[0] ?? 0,
    shortName: saved?.valueof.parameter_shortname ?? '',
    choices: saved?.valueof.parameter_enum ?? [],
  };
}

function css(colour: unknown): string {
  if (colour === undefined) return FIELD;
  const [red, green, blue] = (colour as Colour).map((part) => Math.round(255 * part));
  return `rgb(${red},${green},${blue})`;
}
