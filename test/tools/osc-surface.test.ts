/**
 * The files for OSC surfaces fill with the stems of the daemon's model, and what their controls send is understood.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { runInNewContext } from 'node:vm';

import { describe, it } from 'mocha';

import { readFields } from '../../src/control/api/field.js';
import { findRoute } from '../../src/control/api/routes.js';
import { surfaceControls } from '../../tools/osc-surfaces/osc-controls.js';
import { SESSION_FILE } from '../../tools/osc-surfaces/osc-surface.js';
import { SLOTS } from '../../tools/osc-surfaces/stem-slots.js';

interface Widget {
  readonly id: string;
  readonly onValue?: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly type: string;
  readonly address: string;
  readonly preArgs?: readonly string[];
  readonly range?: { readonly min: number; readonly max: number };
  readonly numeric?: boolean;
  readonly on?: number | null;
  readonly off?: number;
}

/** What a widget sends at its ends. */
function sent({ type, range, numeric, on, off }: Widget): (string | number | null)[] {
  if (type === 'fader') return [range!.min, range!.max];
  if (type === 'input') return [numeric === true ? 4.5 : '/home/me/song.wav'];
  return on === null ? [null] : [on!, off!];
}

/** An argument of a slot that has a stem. */
function filled(argument: string): string {
  return argument.replace(/^VAR\{stem, stem\}$/, 'bass');
}

async function session(): Promise<{ readonly widgets: readonly Widget[] }> {
  const { content } = JSON.parse(await readFile(SESSION_FILE, 'utf8')) as {
    content: { widgets: Widget[] };
  };
  return content;
}

describe('The files for OSC surfaces', () => {
  it('fill eight slots with the stems of any model, in its order, and hide the others', async () => {
    const { widgets } = await session();
    const filler = widgets.find(({ id }) => id === 'stems')!;
    const slots = new Map<string, Record<string, unknown>>();
    const setVar = (id: string, name: string, value: unknown) => {
      assert.ok(
        widgets.some((widget) => widget.id === id),
        id,
      );
      slots.set(id, { ...slots.get(id), [name]: value });
    };
    const locals = {};
    const hear = (...value: string[]) => {
      runInNewContext(filler.onValue!, { value, locals, setVar });
    };
    const shown = (kind: string) =>
      SLOTS.filter((slot) => slots.get(`${kind} ${slot}`)?.['visible'] === true);
    const ten = Array.from({ length: 10 }, (_, index) => `stem-${index}`);
    for (const stem of [...ten, ...ten]) hear('many', stem, stem.toUpperCase(), '#336699', '');
    for (const kind of ['gain', 'mute', 'solo']) assert.deepEqual(shown(kind), SLOTS);
    hear('few', 'voice', 'Voice', '#00ff00', 'vox');
    hear('few', 'rest', 'Rest', '#0000ff', '');
    for (const kind of ['gain', 'mute', 'solo']) {
      assert.deepEqual(shown(kind), ['1', '2']);
      assert.deepEqual(slots.get(`${kind} 2`), {
        visible: true,
        stem: 'rest',
        label: 'Rest',
        colour: '#0000ff',
      });
    }
  });

  it('have controls that send messages as the routes take them, from end to end', async () => {
    const { widgets } = await session();
    const senders = widgets.filter(({ type }) => type !== 'text' && type !== 'variable');
    assert.equal(senders.length, surfaceControls(SLOTS).length);
    for (const widget of senders) {
      const route = findRoute(widget.address);
      assert.ok(route !== undefined, widget.address);
      for (const value of sent(widget)) {
        const args = [...widget.preArgs!.map(filled), ...(value === null ? [] : [value])];
        assert.doesNotThrow(() => readFields(route, args), `${widget.address} ${args.join(' ')}`);
      }
    }
  });

  it('has no control over another', async () => {
    const { widgets } = await session();
    const shown = widgets.filter(({ width }) => width > 0);
    shown.forEach((one, index) => {
      for (const other of shown.slice(index + 1)) {
        const apart =
          one.left + one.width <= other.left ||
          other.left + other.width <= one.left ||
          one.top + one.height <= other.top ||
          other.top + other.height <= one.top;
        assert.ok(apart, `${one.id} and ${other.id} overlap`);
      }
    });
  });
});
