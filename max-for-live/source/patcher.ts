/**
 * The device's patcher, made from the view: audio passes through, controls speak to the script by way of the
 * low-priority thread, the script speaks to the daemon over UDP and to what is shown.
 */
import { DEVICE_TYPES } from './amxd-container.js';
import { CONTROLS, VIEW_HEIGHT, VIEW_WIDTH, type Colour, type Control, type Rect } from './view.js';

export const TYPE_CODE = 'aaaa';
export const SCRIPT_NAME = 'Stemwright.js';
const DAEMON_PORT = 9130;
const REPLY_PORT = 9131;
/** read on light and on dark themes */
const PROBLEM_COLOUR: Colour = [0.86, 0.32, 0.12, 1];
const LIGHT_COLOUR: Colour = [0.3, 0.75, 0.35, 1];
const ON_TEXT_COLOUR: Colour = [0.08, 0.08, 0.08, 1];

/** until the script shows it */
const HIDDEN = { hidden: 1 } as const;

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

interface Builder {
  readonly boxes: { box: Box }[];
  readonly lines: { patchline: { source: [string, number]; destination: [string, number] } }[];
}

export function stemwrightPatcher(): {
  patcher: Record<string, unknown> & { boxes: { box: Box }[] };
} {
  const built: Builder = { boxes: [], lines: [] };
  addWiring(built);
  CONTROLS.forEach((control, index) => {
    addControl(built, control, index);
  });
  return {
    patcher: {
      fileversion: 1,
      appversion: { major: 8, minor: 5, revision: 5, architecture: 'x64', modernui: 1 },
      classnamespace: 'box',
      rect: [100, 100, 1000, 700],
      openrect: [0, 0, VIEW_WIDTH, VIEW_HEIGHT],
      openinpresentation: 1,
      devicewidth: VIEW_WIDTH,
      boxes: built.boxes,
      lines: built.lines,
      parameters: {},
      dependency_cache: [
        { name: SCRIPT_NAME, bootpath: '.', patcherrelativepath: '.', type: 'TEXT', implicit: 1 },
      ],
      latency: 0,
      is_mpe: 0,
      project: project(),
      autosave: 0,
    },
  };
}

function addWiring(built: Builder): void {
  addObject(built, 'in', 'plugin~', 2, 2, 0);
  addObject(built, 'out', 'plugout~', 2, 2, 40);
  connect(built, 'in', 0, 'out', 0);
  connect(built, 'in', 1, 'out', 1);
  addObject(built, 'ready', 'live.thisdevice', 1, 3, 80);
  addObject(built, 'replies', `udpreceive ${REPLY_PORT} @defer 1`, 1, 1, 120);
  addObject(built, 'low', 'deferlow', 1, 1, 160);
  addObject(built, 'script', `js ${SCRIPT_NAME}`, 1, 2, 200);
  addObject(built, 'daemon', `udpsend 127.0.0.1 ${DAEMON_PORT}`, 1, 0, 240);
  const shown = shownNames();
  addObject(built, 'shown', `route ${shown.join(' ')}`, 1, shown.length + 1, 280);
  connect(built, 'ready', 0, 'low', 0);
  connect(built, 'replies', 0, 'low', 0);
  connect(built, 'low', 0, 'script', 0);
  connect(built, 'script', 0, 'daemon', 0);
  connect(built, 'script', 1, 'shown', 0);
}

/** What the script shows: [route] has an outlet for each, in this order. */
export function shownNames(): string[] {
  const kinds: Control['kind'][] = ['light', 'bar', 'shown-text', 'shown-problem'];
  return CONTROLS.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
}

function addControl(built: Builder, control: Control, index: number): void {
  const id = `control-${index}`;
  const y = 40 * index;
  const place = {
    id,
    patching_rect: [400, y, control.rect[2], control.rect[3]] as const,
    presentation: 1 as const,
    presentation_rect: control.rect,
  };
  const shownOutlet = shownNames().indexOf(control.name);
  switch (control.kind) {
    case 'text':
      add(built, { ...place, ...label(control.label, 'left') });
      return;
    case 'divider':
      add(built, {
        ...place,
        maxclass: 'live.line',
        numinlets: 1,
        numoutlets: 0,
        justification: 1,
      });
      return;
    case 'shown-text':
      add(built, { ...place, ...label(control.label, control.align) });
      showIn(built, id, y, shownOutlet);
      return;
    case 'shown-problem':
      add(built, {
        ...place,
        maxclass: 'comment',
        text: '',
        numinlets: 1,
        numoutlets: 0,
        fontsize: 10,
        linecount: 2,
        textcolor: PROBLEM_COLOUR,
      });
      showIn(built, id, y, shownOutlet);
      return;
    case 'light':
      add(built, {
        ...place,
        maxclass: 'led',
        numinlets: 1,
        numoutlets: 1,
        outlettype: ['int'],
        ignoreclick: 1,
        oncolor: LIGHT_COLOUR,
        offcolor: [0.35, 0.35, 0.35, 1],
      });
      connect(built, 'shown', shownOutlet, id, 0);
      return;
    case 'bar':
      add(built, {
        ...place,
        maxclass: 'slider',
        numinlets: 1,
        numoutlets: 1,
        outlettype: [''],
        orientation: 1,
        floatoutput: 1,
        size: 1,
        ignoreclick: 1,
      });
      connect(built, 'shown', shownOutlet, id, 0);
      return;
    case 'button':
      add(built, { ...place, ...textButton(0, control.name, control.label, 0) });
      add(built, {
        id: `${id}-says`,
        maxclass: 'message',
        text: control.says,
        numinlets: 2,
        numoutlets: 1,
        outlettype: [''],
        patching_rect: [640, y, 120, 22] as const,
      });
      break;
    case 'toggle':
      add(built, {
        ...place,
        ...textButton(1, control.name, control.label, control.on),
        ...(control.name.startsWith('Want ') && { activetextoncolor: ON_TEXT_COLOUR }),
        ...(control.isSlot && HIDDEN),
      });
      break;
    case 'menu':
      add(built, {
        ...place,
        maxclass: 'live.menu',
        numinlets: 1,
        numoutlets: 3,
        outlettype: ['', '', 'float'],
        ...parameter(
          control.name,
          { type: 2, enum: control.choices, mmax: control.choices.length - 1 },
          control.start,
        ),
      });
      break;
    case 'number':
      add(built, {
        ...place,
        maxclass: 'live.numbox',
        numinlets: 1,
        numoutlets: 2,
        outlettype: ['', 'float'],
        ...parameter(
          control.name,
          { type: 0, mmin: control.range[0], mmax: control.range[1] },
          control.start,
        ),
      });
      break;
    case 'dial':
      add(built, {
        ...place,
        maxclass: 'live.dial',
        numinlets: 1,
        numoutlets: 2,
        outlettype: ['', 'float'],
        ...HIDDEN,
        ...parameter(
          control.name,
          {
            type: 0,
            mmin: control.range[0],
            mmax: control.range[1],
            unitstyle: 4,
            shortname: control.label,
          },
          0,
        ),
      });
  }
  if (control.kind !== 'button') {
    addObject(built, `${id}-says`, `prepend ${control.says}`, 1, 1, y, 640);
  }
  const outlet = control.kind === 'menu' && control.tells === 'words' ? 1 : 0;
  connect(built, id, outlet, `${id}-says`, 0);
  connect(built, `${id}-says`, 0, 'low', 0);
}

/** In the colour of Live's theme. */
function label(text: string, align: 'left' | 'right') {
  return {
    maxclass: 'live.comment',
    text,
    numinlets: 1,
    numoutlets: 0,
    textjustification: align === 'left' ? 0 : 2,
  };
}

/** What the script says under a box's name becomes its text. */
function showIn(built: Builder, id: string, y: number, shownOutlet: number): void {
  addObject(built, `${id}-set`, 'prepend set', 1, 1, y, 640);
  connect(built, 'shown', shownOutlet, `${id}-set`, 0);
  connect(built, `${id}-set`, 0, id, 0);
}

function textButton(mode: 0 | 1, name: string, label: string, start: 0 | 1) {
  return {
    maxclass: 'live.text',
    numinlets: 1,
    numoutlets: 2,
    outlettype: ['', ''],
    mode,
    text: label,
    texton: label,
    ...parameter(name, { type: 2, enum: ['off', 'on'], mmax: 1 }, start),
  };
}

function parameter(name: string, attributes: Record<string, unknown>, start: number) {
  const { type, shortname, ...others } = attributes;
  return {
    varname: name,
    parameter_enable: 1,
    saved_attribute_attributes: {
      valueof: {
        parameter_longname: name,
        parameter_shortname: shortname ?? name,
        parameter_type: type,
        parameter_initial_enable: 1,
        parameter_initial: [start],
        ...Object.fromEntries(
          Object.entries(others).map(([key, value]) => [`parameter_${key}`, value]),
        ),
      },
    },
  };
}

function addObject(
  built: Builder,
  id: string,
  text: string,
  numinlets: number,
  numoutlets: number,
  y: number,
  x = 20,
): void {
  const outlettype = Array.from({ length: numoutlets }, () => (text === 'plugin~' ? 'signal' : ''));
  add(built, {
    id,
    maxclass: 'newobj',
    text,
    numinlets,
    numoutlets,
    outlettype,
    patching_rect: [x, y, 200, 22],
  });
}

function add({ boxes }: Builder, box: Box): void {
  boxes.push({ box });
}

function connect(
  { lines }: Builder,
  from: string,
  outlet: number,
  to: string,
  inlet: number,
): void {
  lines.push({ patchline: { source: [from, outlet], destination: [to, inlet] } });
}

/** Max refuses a device without it. The dates are fixed: the same source gives the same bytes. */
function project(): Record<string, unknown> {
  return {
    version: 1,
    creationdate: 3590052493,
    modificationdate: 3590052493,
    viewrect: [0, 0, 300, 500],
    autoorganize: 1,
    hideprojectwindow: 1,
    showdependencies: 1,
    autolocalize: 0,
    contents: { patchers: {} },
    layout: {},
    searchpath: {},
    detailsvisible: 0,
    amxdtype: DEVICE_TYPES.get(TYPE_CODE),
    readonly: 0,
    devpathtype: 0,
    devpath: '.',
    sortmode: 0,
    viewmode: 0,
  };
}
