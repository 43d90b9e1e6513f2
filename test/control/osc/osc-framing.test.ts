import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createFrameReader, sizedFrame, slipFrame } from '../../../src/control/osc/osc-framing.js';

const MAX_BYTES = 64;
const PACKETS = [
  Buffer.from([1, 2, 3, 4]),
  // both special bytes, alone and together
  Buffer.from([0xc0, 0xdb, 0xdb, 0xc0]),
  Buffer.alloc(MAX_BYTES, 0xdc),
];

function read(chunks: readonly Uint8Array[]): Buffer[] {
  const packets: Buffer[] = [];
  const reader = createFrameReader(MAX_BYTES);
  for (const chunk of chunks) reader.push(chunk, (packet) => packets.push(packet));
  return packets;
}

describe('OSC framing on TCP', () => {
  for (const [name, frame] of [
    ['SLIP', slipFrame],
    ['int32 sizes', sizedFrame],
  ] as const) {
    const stream = Buffer.concat(PACKETS.map(frame));

    it(`finds packets framed by ${name}, however the stream is cut`, () => {
      for (const chunkBytes of [1, 2, 3, 7, stream.length]) {
        const chunks: Buffer[] = [];
        for (let at = 0; at < stream.length; at += chunkBytes) {
          chunks.push(stream.subarray(at, at + chunkBytes));
        }
        assert.deepEqual(read(chunks), PACKETS, `chunks of ${chunkBytes} bytes`);
      }
    });

    it(`answers ${name} with ${name}`, () => {
      const reader = createFrameReader(MAX_BYTES);
      reader.push(stream.subarray(0, 1), () => undefined);
      assert.deepEqual(reader.frame(PACKETS[1]!), frame(PACKETS[1]!));
    });
  }

  it('hands on what came before the framing is lost, then refuses with a sentence', () => {
    const good = sizedFrame(PACKETS[0]!);
    const lost: readonly [Buffer, RegExp][] = [
      [Buffer.concat([good, Buffer.from('GET / HTTP/1.1\r\n')]), /got the size 1195725856/],
      [Buffer.concat([good, Buffer.from([0, 0, 0, 65])]), /from 1 to 64, got the size 65/],
      [Buffer.concat([good, Buffer.from([0xff, 0xff, 0xff, 0xff])]), /got the size -1/],
      [Buffer.concat([slipFrame(PACKETS[0]!), Buffer.from([0xdb, 1])]), /escape of 0xDC or 0xDD/],
      [Buffer.concat([slipFrame(PACKETS[0]!), Buffer.alloc(65)]), /at most 64 bytes/],
    ];
    for (const [stream, message] of lost) {
      const packets: Buffer[] = [];
      const push = (): void => {
        createFrameReader(MAX_BYTES).push(stream, (packet) => packets.push(packet));
      };
      assert.throws(push, { code: 'bad-message', message });
      assert.deepEqual(packets, [PACKETS[0]]);
    }
  });
});
