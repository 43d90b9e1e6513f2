/**
 * A control of the view as boxes of the patcher: what is seen, and what turns it into a message to the script. Looks as Ableton's
 * production guidelines for Max for Live ask for: Mouse Up, LCD, Ableton Sans, colours of the theme, text for the Info View.
 */
import { add, addObject, connect, type Builder } from './patcher-builder.js';
import type { Colour, Control, Keeping } from './view-control.js';
import { CONTROLS } from './view.js';

/** read on light and on dark themes */
const PROBLEM_COLOUR: Colour = [0.86, 0.32, 0.12, 1];
const LIGHT_COLOUR: Colour = [0.3, 0.75, 0.35, 1];
const DARK_COLOUR: Colour = [0.35, 0.35, 0.35, 1];
const ON_TEXT_COLOUR: Colour = [0.08, 0.08, 0.08, 1];

const FONT = { fontname: 'Ableton Sans Medium', fontsize: 9.5 } as const;
/** as `parameter_invisible` has it */
const VISIBILITY: Record<Keeping, number> = { mapped: 0, kept: 1, passing: 2 };
const LCD = { text: 2, number: 4, menu: 1 } as const;
const MOUSE_UP = 1;
/** parameter types; whole numbers beyond 255 are floats that are shown without a fraction */
const [FLOAT, ENUM] = [0, 2];
const [UNIT_INTEGER, UNIT_DB] = [0, 4];
const SAYS_X = 640;

/** What the script shows: [route] has an outlet for each, in this order. */
export function shownNames(): string[] {
  const kinds: Control['kind'][] = ['light', 'bar', 'shown-text', 'shown-problem'];
  return CONTROLS.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
}

export function addControl(built: Builder, control: Control, index: number): void {
  const id = `control-${index}`;
  const y = 40 * index;
  const place = {
    id,
    varname: control.name,
    patching_rect: [400, y, control.rect[2], control.rect[3]] as const,
    presentation: 1 as const,
    presentation_rect: control.rect,
    ...(control.isHidden && { hidden: 1 }),
  };
  const shownOutlet = shownNames().indexOf(control.name);
  switch (control.kind) {
    case 'text':
      add(built, { ...place, ...words(control.label, 'left') });
      return;
    case 'divider':
      add(built, { ...place, ...ports('live.line', 1, []), justification: 1 });
      return;
    case 'shown-text':
      add(built, { ...place, ...words(control.label, control.align) });
      showIn(built, id, y, shownOutlet);
      return;
    case 'shown-problem':
      add(built, {
        ...place,
        ...ports('comment', 1, []),
        ...FONT,
        text: '',
        linecount: 2,
        textcolor: PROBLEM_COLOUR,
      });
      showIn(built, id, y, shownOutlet);
      return;
    case 'light':
      add(built, {
        ...place,
        ...ports('led', 1, ['int']),
        ignoreclick: 1,
        oncolor: LIGHT_COLOUR,
        offcolor: DARK_COLOUR,
      });
      connect(built, 'shown', shownOutlet, id);
      return;
    case 'bar':
      add(built, {
        ...place,
        ...ports('slider', 1, ['']),
        orientation: 1,
        floatoutput: 1,
        size: 1,
        ignoreclick: 1,
      });
      connect(built, 'shown', shownOutlet, id);
      return;
    case 'copied-text':
      add(built, { ...place, ...line(control.name, control.info), readonly: 1 });
      return;
    case 'entry':
      add(built, { ...place, ...line(control.name, control.info) });
      addObject(built, `${id}-text`, 'route text', { outlets: 2, x: SAYS_X - 100, y });
      connect(built, id, 0, `${id}-text`);
      saysFrom(built, control.says, `${id}-text`, 0, id, y);
      return;
    case 'button':
      add(built, { ...place, ...textBox(control, 0, 0) });
      add(built, {
        id: `${id}-says`,
        ...ports('message', 2, ['']),
        text: control.says,
        patching_rect: [SAYS_X, y, 120, 22] as const,
      });
      connect(built, id, 0, `${id}-says`);
      connect(built, `${id}-says`, 0, 'low');
      return;
    case 'toggle':
      add(built, {
        ...place,
        ...textBox(control, 1, control.on),
        ...(control.name.startsWith('Want ') && { activetextoncolor: ON_TEXT_COLOUR }),
      });
      break;
    case 'menu':
      add(built, {
        ...place,
        ...ports('live.menu', 1, ['', '', 'float']),
        ...FONT,
        appearance: LCD.menu,
        ...parameter(control, ENUM, control.start, {
          enum: control.choices,
          mmax: control.choices.length - 1,
        }),
      });
      break;
    case 'number':
      add(built, {
        ...place,
        ...ports('live.numbox', 1, ['', 'float']),
        ...FONT,
        appearance: LCD.number,
        ...parameter(control, FLOAT, control.start, {
          mmin: control.range[0],
          mmax: control.range[1],
          unitstyle: UNIT_INTEGER,
        }),
      });
      break;
    case 'dial':
      add(built, {
        ...place,
        ...ports('live.dial', 1, ['', 'float']),
        ...FONT,
        ...parameter(control, FLOAT, 0, {
          mmin: control.range[0],
          mmax: control.range[1],
          unitstyle: UNIT_DB,
          shortname: control.label,
        }),
      });
  }
  const outlet = control.kind === 'menu' && control.tells === 'words' ? 1 : 0;
  saysFrom(built, control.says, id, outlet, id, y);
}

/** What comes from a box goes to the script, behind a name. */
function saysFrom(
  built: Builder,
  says: string,
  from: string,
  outlet: number,
  id: string,
  y: number,
): void {
  addObject(built, `${id}-says`, `prepend ${says}`, { x: SAYS_X, y });
  connect(built, from, outlet, `${id}-says`);
  connect(built, `${id}-says`, 0, 'low');
}

/** What the script says under a box's name becomes its text. */
function showIn(built: Builder, id: string, y: number, shownOutlet: number): void {
  addObject(built, `${id}-set`, 'prepend set', { x: SAYS_X, y });
  connect(built, 'shown', shownOutlet, `${id}-set`);
  connect(built, `${id}-set`, 0, id);
}

function ports(maxclass: string, numinlets: number, outlettype: readonly string[]) {
  return { maxclass, numinlets, numoutlets: outlettype.length, outlettype };
}

/** In the colour of Live's theme. */
function words(text: string, align: 'left' | 'right') {
  return {
    ...ports('live.comment', 1, []),
    ...FONT,
    text,
    textjustification: align === 'left' ? 0 : 2,
  };
}

/** A line of text that is no parameter: nothing of it is saved with a Set. */
function line(name: string, info: string) {
  return {
    ...ports('textedit', 1, ['', 'int', '', '']),
    ...FONT,
    ...infoView(name, info),
    text: '',
    keymode: 1,
    lines: 1,
    parameter_enable: 0,
  };
}

function textBox(
  control: Control & { kind: 'button' | 'toggle' },
  mode: 0 | 1,
  start: 0 | 1,
): Record<string, unknown> & ReturnType<typeof ports> {
  return {
    ...ports('live.text', 1, ['', '']),
    ...FONT,
    mode,
    appearance: LCD.text,
    outputmode: MOUSE_UP,
    text: control.label,
    texton: control.label,
    ...parameter(control, ENUM, start, { enum: ['off', 'on'], mmax: 1 }),
  };
}

function parameter(
  { name, info, keeping }: { name: string; info: string; keeping: Keeping },
  type: number,
  start: number,
  { shortname = name, ...others }: Record<string, unknown> & { shortname?: string },
) {
  return {
    ...infoView(name, info),
    parameter_enable: 1,
    saved_attribute_attributes: {
      valueof: {
        parameter_longname: name,
        parameter_shortname: shortname,
        parameter_annotation_name: name,
        parameter_type: type,
        parameter_invisible: VISIBILITY[keeping],
        parameter_initial_enable: 1,
        parameter_initial: [start],
        ...Object.fromEntries(
          Object.entries(others).map(([key, value]) => [`parameter_${key}`, value]),
        ),
      },
    },
  };
}

function infoView(name: string, info: string) {
  return { annotation: info, annotation_name: name };
}
