/**
 * A picture of the view as SVG, in the middle of a job, with the stems of a model in its slots and live levels folded away, drawn
 * from the patcher's presentation rectangles. Shapes and widths are near what Live draws in its light theme; fonts are not Live's.
 */
import type { Box } from './patcher-builder.js';
import type { Colour, Rect } from './view-control.js';
import { FOLDED_WIDTH, VIEW_HEIGHT } from './view.js';

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

/** What the script shows at the moment that is drawn, by its name. */
const SHOWN: ReadonlyMap<string, string> = new Map([
  ['version', 'Stemwright'],
  ['stage', 'sampling, 8 s'],
  ['voices', 'No vocals in this model'],
]);
const PROGRESS = 0.6;

/** @param looks of the model's stems, in its order */
export function viewPicture(boxes: readonly Box[], looks: readonly SlotLook[]): string {
  const shapes = boxes.flatMap((box) => {
    const slot = /^Want (\d+)$/.exec(String(box['varname']))?.[1];
    const look = looks[Number(slot) - 1];
    const isShown = box['hidden'] === undefined || (box.maxclass === 'live.text' && look);
    if (box.presentation_rect === undefined || !isShown) return [];
    return [drawn(box, box.presentation_rect, look, looks)];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${FOLDED_WIDTH}" height="${VIEW_HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="11" fill="${INK}">`,
    `<rect width="${FOLDED_WIDTH}" height="${VIEW_HEIGHT}" fill="${PAPER}"/>`,
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
  const { start, choices } = parameterOf(box);
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
    case 'live.menu':
      return (
        framed(rect, FIELD, menuWords(box, choices, looks)[start] ?? '') +
        `<path d="M${x + width - 12} ${y + 6}h6l-3 4z" fill="${DONE}"/>`
      );
    case 'live.numbox':
      return framed(rect, FIELD, String(start));
    case 'textedit':
      return framed(rect, FIELD, '');
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

function words(
  { text = '', varname, textjustification }: Box,
  [x, y, width, height]: Rect,
): string {
  const shown = SHOWN.get(String(varname)) ?? text;
  const [at, anchor] = textjustification === 2 ? [x + width, 'end'] : [x, 'start'];
  return `<text x="${at}" y="${y + height / 2 + BASELINE}" text-anchor="${anchor}">${shown}</text>`;
}

function framed([x, y, width, height]: Rect, colour: string, text: string): string {
  const frame = `<rect x="${x + 0.5}" y="${y + 0.5}" width="${width - 1}" height="${height - 1}" rx="2" fill="${colour}" stroke="${EDGE}"/>`;
  if (text === '') return frame;
  return `${frame}<text x="${x + width / 2}" y="${y + height / 2 + BASELINE}" text-anchor="middle">${text}</text>`;
}

function parameterOf(box: Box): { start: number; choices: readonly string[] } {
  const saved = box['saved_attribute_attributes'] as
    | {
        valueof: {
          parameter_initial: [number];
          parameter_enum?: string[];
        };
      }
    | undefined;
  return {
    start: saved?.valueof.parameter_initial[0] ?? 0,
    choices: saved?.valueof.parameter_enum ?? [],
  };
}

function css(colour: unknown): string {
  if (colour === undefined) return FIELD;
  const [red, green, blue] = (colour as Colour).map((part) => Math.round(255 * part));
  return `rgb(${red},${green},${blue})`;
}
