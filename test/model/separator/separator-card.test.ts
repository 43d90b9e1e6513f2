/** The card of a separator: what is taken, and that each mistake is answered with the field it is in. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { parseModelCard } from '../../../src/model/parse-model-card.js';

const HASH = '0'.repeat(64);
const GOOD = {
  kind: 'separator',
  name: 'some',
  version: '1',
  licence: 'NOASSERTION',
  sampleRateHz: 44_100,
  stems: ['drums', 'vocals', 'other'],
  channels: 2,
  chunkFrames: { trained: 4096, min: 4096, multipleOf: 4096 },
  overlapFrames: 1024,
  networks: [
    { graph: 'a.onnx', contract: 'waveform', stems: ['drums', null] },
    { graph: 'b.onnx', contract: 'waveform', stems: ['vocals'] },
  ],
  rest: 'other',
  files: { 'a.onnx': HASH, 'b.onnx': HASH, 'b.weights': HASH },
};
const network = (changes: object) => ({
  networks: [{ ...GOOD.networks[0], ...changes }, GOOD.networks[1]],
});

/** [what is wrong, the changed fields, what the sentence must say] */
const MISTAKES: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  [
    'another kind',
    { kind: 'vocoder' },
    /kind must be one of "denoiser", "separator", got "vocoder"/,
  ],
  ['a denoiser’s field', { sigma: { data: 1, min: 0.1, max: 2 } }, /sigma is not a field/],
  ['three channels', { channels: 3 }, /channels must be 1 or 2, got 3/],
  ['one stem', { stems: ['drums'] }, /stems must name two or more/],
  [
    'an overlap of more than half',
    { overlapFrames: 2049 },
    /overlapFrames must be at most half .* \(2048\), got 2049/,
  ],
  [
    'edges of more than the overlap',
    { edgeFrames: 513 },
    /edgeFrames must be at most half of overlapFrames \(512\), got 513/,
  ],
  ['no network', { networks: [] }, /networks must not be empty/],
  [
    'an unknown contract',
    network({ contract: 'magic' }),
    /networks\.0\.contract must be one of "waveform".*, got "magic"/,
  ],
  [
    'a graph that is not listed',
    network({ graph: 'c.onnx' }),
    /networks\.0\.graph must be one of the names in files, got "c\.onnx"/,
  ],
  [
    'a graph elsewhere',
    network({ graph: '../c.onnx' }),
    /networks\.0\.graph must be usable as a file name/,
  ],
  [
    'a stem that there is not',
    network({ stems: ['drums', 'organ'] }),
    /networks\.0\.stems must name stems of the field stems/,
  ],
  [
    'a network without a stem',
    network({ stems: [null, null] }),
    /networks\.0\.stems must name a stem.*networks must give the stem drums/,
  ],
  [
    'a stem twice',
    network({ stems: ['drums', 'vocals'] }),
    /networks must give the stem vocals once/,
  ],
  [
    'a stem that is the rest, too',
    { rest: 'drums' },
    /networks must give the stem drums once.*networks must give the stem other, or/,
  ],
  [
    'a rest that is no stem',
    { rest: 'noise' },
    /rest must be one of the field stems .* got "noise"/,
  ],
  [
    'a stem of no network',
    { rest: undefined },
    /networks must give the stem other, or the field rest name it/,
  ],
  [
    'a file elsewhere',
    { files: { ...GOOD.files, '../w': HASH } },
    /files\.\.\.\/w must be named by its path below the folder of the card/,
  ],
  ['no files', { files: undefined }, /files is missing/],
  [
    'one alias for two stems',
    { stemLooks: { drums: { aliases: ['x'] }, other: { aliases: ['X'] } } },
    /stemLooks must not use one name for two stems/,
  ],
];

describe('The card of a separator', () => {
  it('is taken with its networks, the rest and files of any names; to separate is its task', () => {
    const card = parseModelCard(JSON.stringify(GOOD), 'model.json');
    assert.deepEqual(card, { ...GOOD, edgeFrames: 0, tasks: ['separate'] });
  });

  for (const [what, changes, sentence] of MISTAKES) {
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => parseModelCard(JSON.stringify({ ...GOOD, ...changes }), 'some/model.json'),
        {
          code: 'model-invalid',
          message: sentence,
        },
      );
    });
  }
});
