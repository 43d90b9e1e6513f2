/**
 * The files for OSC surfaces fill with the stems of the daemon's model, and what their controls send is understood.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { runInNewContext } from 'node:vm';

import { describe, it } from 'mocha';

import { takesId } from '../../src/control/api/define-route.js';
import { readFields } from '../../src/control/api/field.js';
import { findRoute, ROUTES } from '../../src/control/api/routes.js';
import { stemLooks } from '../../src/model/stem-looks.js';
import {
  isPlaced,
  sessionSchema,
  type PlacedWidget,
  type Session,
  type Widget,
} from '../../tools/osc-surfaces/open-stage-control-schema.js';
import { SESSION_FILE } from '../../tools/osc-surfaces/osc-surface.js';
import { sessionPicture } from '../../tools/osc-surfaces/session-picture.js';
import { SLOTS } from '../../tools/osc-surfaces/stem-slots.js';

async function session(): Promise<Session> {
  return sessionSchema.parse(JSON.parse(await readFile(SESSION_FILE, 'utf8')));
}

type Sender = Extract<PlacedWidget, { type: 'fader' | 'button' | 'input' }>;

function isSender(widget: Widget): widget is Sender {
  return (
    widget.type === 'button' ||
    widget.type === 'input' ||
    (widget.type === 'fader' && widget.bypass !== true)
  );
}

/** What a widget sends at its ends. */
function sent(widget: Sender): (string | number | null)[] {
  switch (widget.type) {
    case 'fader':
      return Object.values(widget.range).map((mark) =>
        typeof mark === 'number' ? mark : Object.values(mark)[0]!,
      );
    case 'input':
      return [widget.numeric ? 4.5 : '/home/me/song.wav'];
    case 'button':
      return widget.off === undefined ? [widget.on] : [widget.on, widget.off];
  }
}

/** Of a slot that has a stem. */
function filled(text: string): string {
  return text.replace('VAR{stem, stem}', 'bass');
}

/** Open Stage Control in the place of a script: what it sets, by widget. */
function runScripts(widgets: readonly Widget[]) {
  const variables = new Map<string, Record<string, unknown>>();
  const values = new Map<string, unknown>();
  const known = (id: string) => {
    assert.ok(
      widgets.some((widget) => widget.id === id),
      id,
    );
  };
  const globals = {};
  const context = {
    globals,
    setVar: (id: string, name: string, value: unknown) => {
      known(id);
      variables.set(id, { ...variables.get(id), [name]: value });
    },
    set: (id: string, value: unknown, options: { send?: boolean }) => {
      known(id);
      assert.equal(options.send, false);
      values.set(id, value);
    },
  };
  const run = (script: string, ...value: unknown[]) => {
    const widget = widgets.find(({ id }) => id === script);
    assert.ok(widget?.type === 'variable');
    runInNewContext(widget.onValue, { ...context, value });
  };
  return { variables, values, run };
}

describe('The files for OSC surfaces', () => {
  it('fill eight slots with the stems of any model, in its order, and hide the others', async () => {
    const { content } = await session();
    const { variables, values, run } = runScripts(content.widgets);
    const shown = (part: string) =>
      SLOTS.filter((slot) => variables.get(`${part} ${slot}`)?.['visible'] === true);
    const parts = ['name', 'fader', 'meter', 'mute', 'solo'];
    const ten = Array.from({ length: 10 }, (_, index) => `stem-${index}`);
    for (const stem of [...ten, ...ten]) {
      run('stems', 'many', stem, stem.toUpperCase(), '#336699', '');
    }
    for (const part of parts) assert.deepEqual(shown(part), SLOTS);
    run('stems', 'few', 'voice', 'Voice', '#00ff00', 'vox');
    run('stems', 'few', 'rest', 'Rest', '#0000ff', '');
    for (const part of parts) {
      assert.deepEqual(shown(part), ['1', '2']);
      assert.deepEqual(variables.get(`${part} 2`), {
        visible: true,
        stem: 'rest',
        colour: '#0000ff',
      });
    }
    assert.equal(values.get('name 2'), 'Rest');
  });

  it('show each stem’s meter in its slot, and that of the input beside them', async () => {
    const { content } = await session();
    const { values, run } = runScripts(content.widgets);
    run('meters', 'bass', -3, -9);
    assert.deepEqual([...values], []);
    for (const stem of ['bass', 'drums']) run('stems', 'm', stem, stem, '#00ff00', '');
    run('meters', 'drums', -12, -20);
    run('meters', '', -6, -9);
    assert.equal(values.get('meter 2'), -12);
    assert.equal(values.get('meter input'), -6);
    assert.equal(values.get('meter 1'), undefined);
  });

  it('ask, when the session is opened and from then on, for what the daemon understands', async () => {
    const { content } = await session();
    const filler = content.widgets.find(({ id }) => id === 'stems');
    assert.ok(filler?.type === 'variable' && filler.onCreate !== undefined);
    const asked: string[] = [];
    const atOnce = (action: () => void) => {
      action();
    };
    runInNewContext(filler.onCreate, {
      send: (target: string, address: string, ...args: { value: string | number }[]) => {
        assert.equal(target, '127.0.0.1:9130');
        const route = findRoute(address);
        assert.ok(route !== undefined, address);
        readFields(
          route,
          args.map(({ value }) => value),
        );
        asked.push(address.replace('/stemwright/', ''));
      },
      setTimeout: atOnce,
      setInterval: (action: () => void, periodMs: number) => {
        assert.ok(periodMs < 60_000);
        action();
      },
    });
    const follow = ['subscribe', 'live/meters', 'live/status'];
    assert.deepEqual(asked, ['model/stems', ...follow, ...follow]);
  });

  it('have controls that send messages as the routes take them, from end to end', async () => {
    const { content } = await session();
    const senders = content.widgets.filter(isSender);
    assert.ok(senders.length > 3 * SLOTS.length);
    for (const widget of senders) {
      const route = findRoute(filled(widget.address!));
      assert.ok(route !== undefined, widget.address);
      const before = widget.type === 'fader' ? [] : (widget.preArgs ?? []);
      for (const value of sent(widget)) {
        const args = [...before, ...(value === null ? [] : [value])];
        assert.equal(widget.typeTags?.length, args.length, widget.id);
        const isPress = takesId(route) && before.length === 0;
        if (isPress) assert.ok(route.button !== undefined, widget.id);
        else
          assert.doesNotThrow(() => readFields(route, args), `${widget.address} ${args.join(' ')}`);
      }
    }
  });

  it('have a control for each route that a button or one value is enough for', async () => {
    const { content } = await session();
    const addresses = content.widgets.filter(isSender).map(({ address }) => address);
    for (const { address, button, given } of ROUTES) {
      if (button !== undefined) assert.ok(addresses.includes(address), address);
      if (given !== undefined && !address.endsWith('/gain')) {
        assert.ok(addresses.includes(given('VAR{stem, stem}').address), address);
      }
    }
  });

  it('have faders with the daemon’s law: marks where the decibels are that they are called by', async () => {
    const { content } = await session();
    const fader = content.widgets.find(({ id }) => id === 'fader 1');
    assert.ok(fader?.type === 'fader');
    const marks = Object.values(fader.range).flatMap((mark) => Object.entries(mark));
    assert.ok(marks.length >= 5);
    for (const [label, position] of marks as [string, number][]) {
      const db = position === 0 ? -60 : 6 + 60 * Math.log10(position);
      assert.ok(Math.abs(db - Number(label)) < 0.05, `${label} dB at ${position}`);
    }
  });

  it('have no control over another', async () => {
    const { content } = await session();
    const shown = content.widgets.filter(isPlaced);
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

  it('have no big fader but those of stems', async () => {
    const { content } = await session();
    const movable = content.widgets.filter(
      (widget) => widget.type === 'fader' && widget.interaction !== false,
    );
    assert.deepEqual(
      movable.map(({ id }) => id),
      SLOTS.map((slot) => `fader ${slot}`),
    );
  });

  it('say nothing that Open Stage Control would not understand: an unknown property or type is found', async () => {
    const { content, ...rest } = await session();
    const [first] = content.widgets;
    for (const wrong of [
      { ...first, label: 'a fader has none' },
      { ...first, type: 'meter' },
      { ...first, left: -1 },
    ]) {
      const parsed = sessionSchema.safeParse({
        ...rest,
        content: { ...content, widgets: [wrong] },
      });
      assert.equal(parsed.success, false);
    }
  });

  it('have a picture with the labels and colours of a model’s card, and no slot without a stem', async () => {
    const stems = ['voice', 'rest'];
    const looks = stemLooks({
      stems,
      stemLooks: { voice: { label: 'Voice & Choir', colour: '#12ab34' } },
    });
    const picture = sessionPicture(await session(), looks);
    assert.match(picture, /fill="#12ab34">Voice &amp; Choir</);
    assert.equal(picture.match(/>mute</g)?.length, stems.length);
  });
});
