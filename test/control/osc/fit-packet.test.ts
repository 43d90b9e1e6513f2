import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { wholeCharacters } from '../../../src/control/api/whole-characters.js';
import { fitPacket, MAX_SENT_BYTES } from '../../../src/control/osc/fit-packet.js';
import { prose, text } from '../../../src/control/osc/osc-message.js';
import { decodeMessage } from '../../../src/control/osc/osc-codec.js';

describe('Fitting a message into a packet', () => {
  it('cuts prose between characters and says so', () => {
    // one byte at a time, so that the cut falls on each place within a four-byte character
    for (let shift = 0; shift < 4; shift++) {
      const long = 'x'.repeat(shift) + '🎸'.repeat(MAX_SENT_BYTES);
      const packet = fitPacket({ address: '/e', args: [text('code'), prose(long)] });
      assert.ok(packet.length <= MAX_SENT_BYTES);
      // at most a character, the ellipsis' three bytes and the padding are given away
      assert.ok(packet.length > MAX_SENT_BYTES - 12, String(packet.length));
      const shown = String(decodeMessage(packet).args[1]);
      assert.ok(long.startsWith(shown.slice(0, -1)) && shown.endsWith('…'), shown.slice(-4));
    }
  });

  it('leaves what fits alone', () => {
    const packet = fitPacket({ address: '/e', args: [prose('short')] });
    assert.deepEqual(decodeMessage(packet).args, ['short']);
  });

  it('never cuts a path', () => {
    const path = `/${'a'.repeat(MAX_SENT_BYTES)}`;
    assert.throws(() => fitPacket({ address: '/s', args: [text(path)] }), /does not fit/);
  });

  it('knows where characters end', () => {
    const bytes = Buffer.from('aé音🎸');
    const kept = [...bytes.keys(), bytes.length].map((length) => wholeCharacters(bytes, length));
    assert.deepEqual(kept, [
      '',
      'a',
      'a',
      'aé',
      'aé',
      'aé',
      'aé音',
      'aé音',
      'aé音',
      'aé音',
      'aé音🎸',
    ]);
  });
});
