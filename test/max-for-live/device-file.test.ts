import assert from 'node:assert/strict';

import { readDevice, writeDevice } from '../../max-for-live/source/amxd-container.js';
import { deviceFaults } from '../../max-for-live/source/device-faults.js';
import { stemwrightPatcher, TYPE_CODE, type Box } from '../../max-for-live/source/patcher.js';
import { VIEW_HEIGHT, VIEW_WIDTH } from '../../max-for-live/source/view.js';

const built = () => writeDevice({ typeCode: TYPE_CODE, patcher: stemwrightPatcher() });
const boxes = () => stemwrightPatcher().patcher.boxes.map(({ box }) => box);

/** The device with its patcher changed. */
function changed(
  change: (patcher: Record<string, unknown> & { boxes: { box: Box }[] }) => void,
): Buffer {
  const root = stemwrightPatcher();
  change(root.patcher);
  return writeDevice({ typeCode: TYPE_CODE, patcher: root });
}

/** A field of the frozen form: tag, big-endian size with this head, data. */
function field(tag: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(tag, 0, 'latin1');
  head.writeUInt32BE(8 + data.length, 4);
  return Buffer.concat([head, data]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The same device as a frozen one: no meta, "mx@c". */
function frozen(flag = 0x11): Buffer {
  const json = Buffer.from(`${JSON.stringify(stemwrightPatcher())}\0`);
  const head = Buffer.alloc(16);
  head.write('mx@c', 0, 'latin1');
  head.writeUInt32BE(16, 4);
  head.writeBigUInt64BE(BigInt(16 + json.length), 8);
  const entry = Buffer.concat([
    field('type', Buffer.from('JSON')),
    field('fnam', Buffer.from('Stemwright.amxd\0')),
    field('sz32', word(json.length)),
    field('of32', word(16)),
    field('vers', word(0)),
    field('flag', word(flag)),
    field('mdat', word(0)),
  ]);
  return container(Buffer.concat([head, json, field('dlst', field('dire', entry))]));
}

function container(payload: Buffer, type = 'aaaa', tag = 'ptch'): Buffer {
  const head = Buffer.from(`ampf\x04\0\0\0${type}${tag}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(payload.length, 16);
  return Buffer.concat([head, payload]);
}

describe('The Max for Live device’s file', () => {
  it('is valid in both forms, with and without "meta", with garbage after the JSON', () => {
    assert.deepEqual(deviceFaults(built()), []);
    assert.deepEqual(deviceFaults(frozen()), []);
    assert.deepEqual(readDevice(frozen()), readDevice(built()));
    const json = JSON.stringify(stemwrightPatcher());
    assert.deepEqual(deviceFaults(container(Buffer.from(`${json}\0`))), []);
    assert.deepEqual(deviceFaults(container(Buffer.from(`${json}}, old\0`))), []);
  });

  it('is refused when it is cut anywhere, and with a byte too many', () => {
    for (const whole of [built(), frozen()]) {
      for (let length = 0; length < whole.length; length += length < 64 ? 1 : 997) {
        assert.notDeepEqual(deviceFaults(whole.subarray(0, length)), [], `${length} bytes`);
      }
      assert.notDeepEqual(deviceFaults(Buffer.concat([whole, Buffer.from([0])])), []);
    }
  });

  for (const [what, bytes, fault] of [
    ['an unknown type', container(Buffer.from('{}\0'), 'xxxx'), /unknown device type "xxxx"/],
    ['an encrypted device', container(Buffer.from('....'), 'aaaa', 'ciph'), /encrypted/],
    ['a chunk nobody knows', container(Buffer.from('{}\0'), 'aaaa', 'what'), /one chunk "ptch"/],
    ['a frozen device that lists another file first', frozen(0), /first file is not the device/],
    ['a cord to nowhere', changed((p) => p.boxes.pop()), /ends nowhere/],
    ['no project', changed((p) => delete p['project']), /no "project"/],
    [
      'a type that project contradicts',
      changed((p) => (p['project'] = { amxdtype: 1 })),
      /amxdtype/,
    ],
    [
      'two parameters of one name',
      changed((p) => {
        const { box } = p.boxes.find((entry) => entry.box['varname'] === 'Separate')!;
        p.boxes.push({ box: { ...box, id: 'again' } });
      }),
      /two parameters named "Separate"/,
    ],
    ['two boxes of one id', changed((p) => p.boxes.push(p.boxes[0]!)), /two boxes "in"/],
  ] as const) {
    it(`is refused with ${what}, by a sentence that says so`, () => {
      assert.match(deviceFaults(bytes).join('\n'), fault);
    });
  }

  it('shows every control inside the view, none over another', () => {
    const rects = boxes().flatMap(({ presentation_rect: rect }) => (rect ? [rect] : []));
    assert.ok(rects.length > 0);
    rects.forEach(([x, y, width, height], index) => {
      assert.ok(x >= 0 && y >= 0 && x + width <= VIEW_WIDTH && y + height <= VIEW_HEIGHT);
      for (const [x2, y2, width2, height2] of rects.slice(index + 1)) {
        const apart = x + width <= x2 || x2 + width2 <= x || y + height <= y2 || y2 + height2 <= y;
        assert.ok(apart, `${x},${y} and ${x2},${y2} overlap`);
      }
    });
  });
});
