/**
 * The slots of an Open Stage Control session: controls for eight stems, each hidden until the daemon has said which stem it is for.
 *
 * A control's stem and colour are variables of its widget; a script sets them when a reply /stemwright/model/stem comes
 * (https://openstagecontrol.ammd.net/docs/widgets/scripting/). Controls then follow the addresses of their stems by themselves; meters
 * are set by a script, for all come at one address.
 */
import { DEFAULTS } from '../../src/config/settings.js';
import { REPLIES } from '../../src/control/api/replies.js';
import type { ROUTES } from '../../src/control/api/routes.js';
import { STEM_SLOTS } from '../../src/model/stem-looks.js';
import { SURFACE_ID } from './osc-controls.js';

/** Slots by name, in order. */
export const SLOTS = Array.from({ length: STEM_SLOTS }, (_, index) => String(index + 1));

/** The daemon, as the surfaces reach it. */
export const TARGET = `${DEFAULTS.oscHost}:${DEFAULTS.oscPort}`;

/** Where a stem's name stands in an address. */
export const SLOT_STEM = 'VAR{stem, stem}';

/** Properties of a slot's widget: what the script has said, or hidden. */
export const SLOT_PROPERTIES = {
  visible: 'VAR{visible, false}',
  colorWidget: 'VAR{colour, auto}',
} as const;

/** What a slot has; the name is a text, whose value the script sets. */
export const SLOT_PARTS = ['name', 'fader', 'meter', 'mute', 'solo'] as const;

/** The meter of what comes in, which the daemon calls the stem "". */
export const INPUT_METER = 'meter input';

type Address = (typeof ROUTES)[number]['address'];

const ASKED: Readonly<Record<'stems' | 'subscribe' | 'meters' | 'status', Address>> = {
  stems: '/stemwright/model/stems',
  subscribe: '/stemwright/subscribe',
  meters: '/stemwright/live/meters',
  status: '/stemwright/live/status',
};
const SUBSCRIPTION_SECONDS = 60;
/** for the stems to come, so that their controls are there when they are told where they stand */
const STEMS_LIMIT_MS = 500;

/** Hears of the model's stems, and fills the slots in the order in which stems are first named; keeps the session subscribed. */
export const SLOT_FILLER = {
  type: 'variable',
  id: 'stems',
  address: REPLIES.modelStem.address,
  preArgs: [SURFACE_ID],
  onCreate: [
    `const ask = (address, ...more) => send('${TARGET}', address, {type: 's', value: '${SURFACE_ID}'}, ...more.map((value) => ({type: 'i', value})))`,
    'const follow = () => {',
    `  ask('${ASKED.subscribe}', 0, ${SUBSCRIPTION_SECONDS})`,
    `  ask('${ASKED.meters}', 1)`,
    `  ask('${ASKED.status}')`,
    '}',
    `ask('${ASKED.stems}')`,
    `setTimeout(follow, ${STEMS_LIMIT_MS})`,
    `setInterval(follow, ${(SUBSCRIPTION_SECONDS * 1000) / 3})`,
  ].join('\n'),
  onValue: [
    'const [model, stem, label, colour] = value',
    `const each = (slot, name, is) => ${JSON.stringify(SLOT_PARTS)}.forEach((part) => setVar(part + ' ' + slot, name, is))`,
    'const known = globals.stemwright || {}',
    'if (known.model !== model) {',
    '  globals.stemwright = {model, stems: []}',
    `  for (let slot = 1; slot <= ${STEM_SLOTS}; slot++) each(slot, 'visible', false)`,
    '}',
    'const {stems} = globals.stemwright',
    'if (!stems.includes(stem)) stems.push(stem)',
    'const slot = stems.indexOf(stem) + 1',
    `if (slot <= ${STEM_SLOTS}) {`,
    "  each(slot, 'stem', stem)",
    "  each(slot, 'colour', colour)",
    "  each(slot, 'visible', true)",
    "  set('name ' + slot, label, {send: false})",
    '}',
  ].join('\n'),
} as const;

/** Shows how loud the input and each stem are. */
export const METER_FILLER = {
  type: 'variable',
  id: 'meters',
  address: REPLIES.liveMeter.address,
  preArgs: [SURFACE_ID],
  onValue: [
    'const [stem, peak] = value',
    'const {stems} = globals.stemwright || {stems: []}',
    'const slot = stems.indexOf(stem) + 1',
    `if (stem === '') set('${INPUT_METER}', peak, {send: false})`,
    `else if (slot > 0 && slot <= ${STEM_SLOTS}) set('meter ' + slot, peak, {send: false})`,
  ].join('\n'),
} as const;
