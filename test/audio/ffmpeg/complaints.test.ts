/** What is kept of ffmpeg's stderr: lines of several releases, cut anywhere, and what a hostile file would like to print. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { Complaints } from '../../../src/audio/ffmpeg/complaints.js';

const AAC = { demuxer: 'mov,mp4,m4a,3gp,3g2,mj2', codec: 'aac' };

function said(text: string, about?: typeof AAC): Complaints {
  const complaints = new Complaints(about);
  // as pipes hand it over, in pieces of any size
  for (let at = 0; at < text.length; at += 7) complaints.add(text.slice(at, at + 7));
  complaints.add('\n');
  return complaints;
}

describe("ffmpeg's complaints", () => {
  it('are one short line without contexts, addresses and the name of the file', () => {
    const lines: readonly (readonly [string, string])[] = [
      [
        '[aac @ 0x55aa77d04c40] Number of bands (59) exceeds limit (44).',
        'Number of bands (59) exceeds limit (44)',
      ],
      ['[aist#0:0/aac @ 0x5581] [dec:aac @ 0x5582] Decode error rate 1', 'Decode error rate 1'],
      [
        'file:/dev/fd/3: Invalid data found when processing input',
        'Invalid data found when processing input',
      ],
      ['[in#0 @ 0x5581] Error opening input: End of file', 'Error opening input: End of file'],
    ];
    for (const [line, kept] of lines) assert.equal(said(line).first, kept);
  });

  it('hold no escape, no other control character, and no more than 160 characters', () => {
    const { first } = said(
      `[aac @ 0x1] \u001b]0;title\u0007\u009b2Jred\u001b[31m${'x'.repeat(5_000)}`,
    );
    assert.doesNotMatch(first!, /[\u0000-\u001f\u007f-\u009f]/);
    assert.equal(first!.length, 160);
  });

  it('are counted, the first is kept', () => {
    const complaints = said('[aac @ 0x1] one\n[aac @ 0x1] two\n\n[aac @ 0x1] three\n');
    assert.equal(complaints.count, 3);
    assert.equal(complaints.first, 'one');
  });

  it('about pictures beside the sound do not count', () => {
    const complaints = said(
      '[h264 @ 0x1] no frame!\n[vist#0:0/h264 @ 0x1] [dec:h264 @ 0x2] late\n',
      AAC,
    );
    assert.equal(complaints.count, 0);
    const others =
      '[mov,mp4,m4a,3gp,3g2,mj2 @ 0x1] a\n[aac @ 0x1] b\nError while decoding stream #0:1: c\n';
    assert.equal(said(others, AAC).count, 3);
  });

  it('tell where a file ends early', () => {
    assert.ok(
      said('[mov,mp4,m4a,3gp,3g2,mj2 @ 0x1] stream 0, offset 0xd5f7: partial file')
        .speaksOfEarlyEnd,
    );
    assert.ok(said('[matroska,webm @ 0x1] File ended prematurely').speaksOfEarlyEnd);
    assert.ok(!said('[aac @ 0x1] invalid band type').speaksOfEarlyEnd);
  });
});
