import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { readDevice, writeDevice } from '../../max-for-live/source/amxd-container.js';
import { deviceFaults } from '../../max-for-live/source/device-faults.js';
import { deviceScript } from '../../max-for-live/source/device-script.js';
import { readFrozen } from '../../max-for-live/source/frozen-form.js';
import { deviceFiles } from '../../max-for-live/source/device-files.js';
import type { Box } from '../../max-for-live/source/patcher-builder.js';
import { stemwrightPatcher, TYPE_CODE } from '../../max-for-live/source/patcher.js';
import { VIEW_HEIGHT, VIEW_WIDTH } from '../../max-for-live/source/view.js';
import { repositoryPath } from '../support/repository.js';

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
function frozen(flag = 0x11, root: object = stemwrightPatcher()): Buffer {
  const json = Buffer.from(`${JSON.stringify(root)}\0`);
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

/** The payload of "ptch", behind "ampf" and "meta". */
function patcherChunk(bytes: Buffer): Buffer {
  return bytes.subarray(32);
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

  it('has in both forms any type where its project says 0, as devices of Ableton’s do', () => {
    const root = stemwrightPatcher();
    root.patcher['project'] = { ...(root.patcher['project'] as object), amxdtype: 0 };
    const plain = (typeCode: string) => writeDevice({ typeCode, patcher: root });
    for (const typeCode of ['aaaa', 'mmmm', 'iiii', 'nagg', 'natt']) {
      assert.deepEqual(deviceFaults(plain(typeCode)), [], typeCode);
    }
    assert.deepEqual(deviceFaults(frozen(0x11, root)), []);
    for (const whole of [plain('aaaa'), frozen(0x11, root)]) {
      assert.notDeepEqual(deviceFaults(whole.subarray(0, whole.length - 1)), []);
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(whole.length - 200) ^ 0x80, whole.length - 200);
      damaged.fill('}', whole.length - 900, whole.length - 880);
      assert.notDeepEqual(deviceFaults(damaged), []);
    }
  });

  it('is frozen: its scripts are in it, whole, and go with it', () => {
    const [device] = deviceFiles(repositoryPath('max-for-live', 'source'), []);
    const bytes = device!.content as Buffer;
    assert.deepEqual(deviceFaults(bytes), []);
    assert.deepEqual(readDevice(bytes), readDevice(built()));
    const files = readFrozen(patcherChunk(bytes));
    assert.deepEqual(
      files.map(({ name, type }) => `${name} ${type}`),
      ['Stemwright.amxd JSON', 'Stemwright.js TEXT', 'stemwright-start.js TEXT'],
    );
    const folder = repositoryPath('max-for-live', 'source');
    assert.equal(files[1]!.content.toString(), deviceScript(path.join(folder, 'device')));
    const starter = readFileSync(path.join(folder, 'node-script', 'stemwright-start.js'));
    assert.deepEqual(files[2]!.content, starter);
    for (const text of [
      'js Stemwright.js',
      'node.script stemwright-start.js @autostart 0 @watch 0',
    ]) {
      assert.ok(
        boxes().some((box) => box.text === text),
        text,
      );
    }
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
