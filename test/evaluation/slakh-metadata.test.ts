/** Slakh2100's metadata.yaml: what is taken from it, and a sentence for each way in which it can be broken. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseSlakhMetadata } from '../../src/evaluation/slakh-metadata.js';

const STEM = '  S00:\n    audio_rendered: true\n    inst_class: Bass\n';

describe('Slakh metadata', () => {
  it('is read for classes and rendered stems, with a UUID that looks like a number as it stands', () => {
    const text = `UUID: 12345e67\nstems:\n${STEM}  S12:\n    audio_rendered: false\n    inst_class: Synth Pad\n`;
    assert.deepEqual(parseSlakhMetadata(text, 'metadata.yaml'), {
      midiFile: '12345e67',
      stems: [
        { id: 'S00', instrumentClass: 'Bass', isRendered: true },
        { id: 'S12', instrumentClass: 'Synth Pad', isRendered: false },
      ],
    });
  });

  const broken: [string, string, RegExp][] = [
    ['is not YAML', 'stems: {S00: [', /^track\.yaml: is not YAML \(.+at line 1, column 15\)/],
    ['is cut off', `stems:\n${STEM}  S01:\n    audio_re`, /S01 must hold inst_class/],
    ['is empty', '', /must be a map with "stems"/],
    ['has no stems', 'UUID: 1a\n', /stems must be a map of stems/],
    [
      'has a stem without a class',
      'stems:\n  S00: {audio_rendered: true}\n',
      /stems\.S00\.inst_class must be text/,
    ],
    [
      'leaves open what was rendered',
      'stems:\n  S00: {audio_rendered: perhaps, inst_class: Bass}\n',
      /stems\.S00\.audio_rendered must be true or false/,
    ],
    [
      'names a file outside the folder',
      'stems:\n  ../S00: {audio_rendered: true, inst_class: Bass}\n',
      /stems\.\.\.\/S00 must be called S00, S01/,
    ],
    ['says a thing twice', `stems:\n${STEM}${STEM}`, /is not YAML \(Map keys must be unique/],
  ];
  for (const [what, text, sentence] of broken) {
    it(`is refused when it ${what}`, () => {
      assert.throws(() => parseSlakhMetadata(text, 'track.yaml'), {
        code: 'input-format',
        message: sentence,
      });
    });
  }
});
