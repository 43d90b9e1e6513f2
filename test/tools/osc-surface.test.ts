/**
 * The files for OSC surfaces are for the models that ship, and what their controls send is understood.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { describe, it } from 'mocha';

import { readFields } from '../../src/control/api/field.js';
import { findRoute } from '../../src/control/api/routes.js';
import { listModels } from '../../src/model/model-library.js';
import { MODELS_FOLDER } from '../support/gaussian-model.js';
import { surfaceControls } from '../../tools/osc-surfaces/osc-controls.js';
import { SESSION_FILE, SURFACE_STEMS } from '../../tools/osc-surfaces/osc-surface.js';

interface Widget {
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

describe('The files for OSC surfaces', () => {
  it('are for the stems of every model that ships', async () => {
    for (const entry of await listModels([MODELS_FOLDER])) {
      assert.ok(entry.valid, entry.name);
      assert.deepEqual(entry.card.stems, SURFACE_STEMS, entry.name);
    }
  });

  it('have controls that send messages as the routes take them, from end to end', async () => {
    const session = JSON.parse(await readFile(SESSION_FILE, 'utf8')) as {
      content: { widgets: Widget[] };
    };
    const senders = session.content.widgets.filter(({ type }) => type !== 'text');
    assert.equal(senders.length, surfaceControls(SURFACE_STEMS).length);
    for (const widget of senders) {
      const route = findRoute(widget.address);
      assert.ok(route !== undefined, widget.address);
      for (const value of sent(widget)) {
        const args = [...widget.preArgs!, ...(value === null ? [] : [value])];
        assert.doesNotThrow(() => readFields(route, args), `${widget.address} ${args.join(' ')}`);
      }
    }
  });
});
