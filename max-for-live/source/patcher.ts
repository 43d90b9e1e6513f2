/**
 * The device's patcher, made from the view: audio passes through, controls speak to the script by way of the
 * low-priority thread, the script speaks to the daemon over UDP, to what is shown, and to the objects around it.
 */
import { DEVICE_TYPES } from './amxd-container.js';
import { addObject, connect, type Box, type Builder } from './patcher-builder.js';
import { addControl, shownNames } from './patcher-control.js';
import { CONTROLS, DAEMON_PORT, FOLDED_WIDTH, VIEW_HEIGHT } from './view.js';

export const TYPE_CODE = 'aaaa';
export const SCRIPT_NAME = 'Stemwright.js';
/** run by [node.script], a Node process of its own */
export const STARTER_NAME = 'stemwright-start.js';
/** the first that is tried: each instance of the device has one of its own */
const REPLY_PORT = 9131;

/** What the script says by its third outlet: to which object, and how that is put. */
const SYSTEM: readonly { readonly name: string; readonly to: string; readonly put?: string }[] = [
  { name: 'listen', to: 'replies', put: 'port' },
  { name: 'aim', to: 'daemon', put: 'port' },
  { name: 'knockport', to: 'knocker', put: 'port' },
  { name: 'knock', to: 'knocker' },
  { name: 'starter', to: 'starter' },
  { name: 'width', to: 'ready', put: 'setwidth' },
];

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
      openrect: [0, 0, FOLDED_WIDTH, VIEW_HEIGHT],
      openinpresentation: 1,
      devicewidth: FOLDED_WIDTH,
      default_fontname: 'Ableton Sans Medium',
      default_fontsize: 9.5,
      boxes: built.boxes,
      lines: built.lines,
      parameters: {},
      dependency_cache: [SCRIPT_NAME, STARTER_NAME].map((name) => ({
        name,
        bootpath: '.',
        patcherrelativepath: '.',
        type: 'TEXT',
        implicit: 1,
      })),
      latency: 0,
      is_mpe: 0,
      project: project(),
      autosave: 0,
    },
  };
}

function addWiring(built: Builder): void {
  addObject(built, 'in', 'plugin~', { inlets: 2, outlets: 2, y: 0 });
  addObject(built, 'out', 'plugout~', { inlets: 2, outlets: 2, y: 40 });
  connect(built, 'in', 0, 'out', 0);
  connect(built, 'in', 1, 'out', 1);
  addObject(built, 'ready', 'live.thisdevice', { outlets: 3, y: 80 });
  addObject(built, 'replies', `udpreceive ${REPLY_PORT} @defer 1 @quiet 1`, { y: 120 });
  addObject(built, 'low', 'deferlow', { y: 160 });
  addObject(built, 'script', `js ${SCRIPT_NAME}`, { outlets: 3, y: 200 });
  addObject(built, 'daemon', `udpsend 127.0.0.1 ${DAEMON_PORT}`, { outlets: 0, y: 240 });
  const shown = shownNames();
  addObject(built, 'shown', `route ${shown.join(' ')}`, { outlets: shown.length + 1, y: 280 });
  const system = SYSTEM.map(({ name }) => name);
  addObject(built, 'system', `route ${system.join(' ')}`, { outlets: system.length + 1, y: 320 });
  addObject(built, 'knocker', `udpsend 127.0.0.1 ${REPLY_PORT}`, { outlets: 0, y: 360 });
  addObject(built, 'starter', `node.script ${STARTER_NAME} @autostart 0 @watch 0`, {
    outlets: 2,
    y: 400,
  });
  addObject(built, 'starter-says', 'prepend starter_says', { y: 440 });
  connect(built, 'ready', 0, 'low');
  connect(built, 'replies', 0, 'low');
  connect(built, 'low', 0, 'script');
  connect(built, 'script', 0, 'daemon');
  connect(built, 'script', 1, 'shown');
  connect(built, 'script', 2, 'system');
  connect(built, 'starter', 0, 'starter-says');
  connect(built, 'starter-says', 0, 'low');
  SYSTEM.forEach(({ name, to, put }, outlet) => {
    if (put === undefined) {
      connect(built, 'system', outlet, to);
      return;
    }
    addObject(built, `${name}-put`, `prepend ${put}`, { x: 240, y: 320 + 30 * outlet });
    connect(built, 'system', outlet, `${name}-put`);
    connect(built, `${name}-put`, 0, to);
  });
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
    contents: {
      patchers: {},
      code: Object.fromEntries(
        [SCRIPT_NAME, STARTER_NAME].map((name) => [name, { kind: 'javascript', local: 1 }]),
      ),
    },
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
