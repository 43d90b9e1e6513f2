/** The card of a model: what is taken, and that each mistake is answered with the field it is in. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { parseModelCard } from '../../src/model/parse-model-card.js';
import { stemLooks } from '../../src/model/stem-looks.js';
import { OperationalError } from '../../src/operational-error.js';
import { GAUSSIAN_FOLDER } from '../support/gaussian-model.js';

const GOOD = JSON.parse(readFileSync(join(GAUSSIAN_FOLDER, 'model.json'), 'utf8')) as Record<
  string,
  unknown
>;

function refusal(card: unknown): OperationalError {
  try {
    parseModelCard(JSON.stringify(card), 'some/model.json');
  } catch (error) {
    assert.ok(error instanceof OperationalError);
    return error;
  }
  throw new Error('the card was taken');
}

const HASH = '0'.repeat(64);
const CHUNK = { trained: 65536, min: 2048, multipleOf: 2048 };
const SIGMA = { data: 0.2, min: 0.0001, max: 20 };
const SCHEDULE = { kind: 'karras', sigmaMin: 0.001, sigmaMax: 1, rho: 7 };
const REFINE = { kind: 'refine', sigmaMin: 0.02, sigmaMax: 1, sigmaRefine: 0.1 };

/** [what is wrong, the changed fields, what the sentence must say] */
const MISTAKES: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ['no name', { name: undefined }, /: name is missing\./],
  ['a name that is a path', { name: '../etc' }, /name must be usable as a file name .*"\.\.\/etc"/],
  ['a version that is a number', { version: 1 }, /version must be text, got 1\./],
  ['an empty licence', { licence: ' ' }, /licence must not be empty, got " "/],
  [
    'a rate of 0',
    { sampleRateHz: 0 },
    /sampleRateHz must be a whole number from 2000 to 384000, got 0/,
  ],
  ['a broken rate', { sampleRateHz: 22050.5 }, /sampleRateHz must be a whole number .*22050\.5/],
  ['no stems', { stems: [] }, /stems must not be empty, got \[\]/],
  ['a stem twice', { stems: ['bass', 'Bass'] }, /stems must not name anything twice/],
  ['a stem with a slash', { stems: ['bass', 'a/b'] }, /stems\.1 must be usable as a file name/],
  [
    'a stem that is a device',
    { stems: ['bass', 'Con'] },
    /stems\.1 must be a file name on every system/,
  ],
  [
    'a stem with a dot at its end',
    { stems: ['bass.'] },
    /stems\.0 must be a file name on every system/,
  ],
  ['chunkFrames as a number', { chunkFrames: 65536 }, /chunkFrames .*65536/],
  [
    'a shortest chunk above the trained one',
    { chunkFrames: { trained: 4096, min: 8192, multipleOf: 2048 } },
    /chunkFrames\.min must be at most chunkFrames\.trained \(4096\), got 8192/,
  ],
  [
    'a trained chunk off the grid',
    { chunkFrames: { trained: 5000, min: 2048, multipleOf: 2048 } },
    /chunkFrames\.trained must be a multiple of chunkFrames\.multipleOf \(2048\), got 5000/,
  ],
  [
    'a shortest chunk off the grid',
    { chunkFrames: { trained: 4096, min: 2000, multipleOf: 2048 } },
    /chunkFrames\.min must be a multiple of chunkFrames\.multipleOf \(2048\), got 2000/,
  ],
  [
    'a sigma range turned round',
    { sigma: { data: 0.2, min: 0.4, max: 0.2 } },
    /sigma\.min must be below sigma\.max \(0\.2\) by a thousandth, got 0\.4/,
  ],
  [
    'sigma as text',
    { sigma: { data: 'a', min: 0.1, max: 2 } },
    /sigma\.data must be a number from .*, got "a"/,
  ],
  [
    'a front end of a later version',
    { frontEnd: { stft: { fftSize: 1024 } } },
    /frontEnd must be "none": this version .* cannot .*, got \{"stft"/,
  ],
  [
    'a conditioning of a later version',
    { conditioning: 'levels' },
    /conditioning must be "none" or "masked": this version cannot .*, got "levels"/,
  ],
  ['an unknown task', { tasks: ['remix'] }, /tasks\.0 must be one of "separate", .*, got "remix"/],
  ['no files', { files: undefined }, /: files is missing\./],
  ['files without a graph', { files: { 'w.bin': HASH } }, /files\.model\.onnx is missing/],
  ['files as a list', { files: [] }, /files must be an object with the SHA-256 of each file, got/],
  [
    'a short hash',
    { files: { 'model.onnx': 'abc' } },
    /files\.model\.onnx must be the 64 .* hex digits .*, got "abc"/,
  ],
  [
    'a file that lies elsewhere',
    { files: { 'model.onnx': HASH, '../w.bin': HASH } },
    /files\.\.\.\/w\.bin must be usable as a file name .*: it lies beside the card/,
  ],
  ['a hash twice', { sha256: HASH }, /sha256 must not be beside files, which has it/],
  [
    'an older card’s short hash',
    { files: undefined, sha256: 'abc' },
    /sha256 must be the 64 .*"abc"/,
  ],
  [
    'a mixture level of 0',
    { mixtureRms: 0 },
    /mixtureRms must be a number from 0\.000001 to 10, got 0/,
  ],
  ['a field nobody knows', { colour: 'red' }, /colour is not a field of a model card/],
  [
    'a field nobody knows, further in',
    { sigma: { data: 0.2, min: 0.1, max: 1, mean: 1 } },
    /sigma\.mean is not a field/,
  ],
  [
    'the look of a stem that there is not',
    { stemLooks: { organ: {} } },
    /stemLooks must have no looks but of the stems bass, drums, guitar, piano, got \{"organ"/,
  ],
  [
    'a colour by its name',
    { stemLooks: { bass: { colour: 'blue' } } },
    /stemLooks\.bass\.colour must be a colour as "#rrggbb" .*, got "blue"/,
  ],
  [
    'an alias with a comma',
    { stemLooks: { bass: { aliases: ['bs', 'a,b'] } } },
    /stemLooks\.bass\.aliases\.1 must be a name without commas.*, got "a,b"/,
  ],
  [
    'a label longer than a reply holds',
    { stemLooks: { bass: { label: 'B'.repeat(25) } } },
    /stemLooks\.bass\.label must have at most 24 characters/,
  ],
  [
    'one alias for two stems',
    { stemLooks: { bass: { aliases: ['low'] }, piano: { aliases: ['Low'] } } },
    /stemLooks must not use one name for two stems/,
  ],
  [
    'an alias that is another stem',
    { stemLooks: { bass: { aliases: ['Drums'] } } },
    /stemLooks must not use one name for two stems/,
  ],
  ['a preset for an unknown task', { presets: { dance: {} } }, /presets\.dance is not a field/],
  [
    'an unknown preset',
    { presets: { impute: { fast: {} } } },
    /presets\.impute\.fast is not a field/,
  ],
  [
    'a preset of 0 steps',
    { presets: { separate: { best: { steps: 0 } } } },
    /presets\.separate\.best\.steps must be a whole number from 1 to 1000/,
  ],
  [
    'a preset outside the sigma range',
    { presets: { separate: { best: { schedule: { ...SCHEDULE, sigmaMax: 99 } } } } },
    /presets\.separate\.best\.schedule\.sigmaMax must be at most sigma\.max \(20\), got 99/,
  ],
  [
    'a preset with an unknown schedule',
    { presets: { separate: { best: { schedule: { ...SCHEDULE, kind: 'cosine' } } } } },
    /presets\.separate\.best\.schedule\.kind must be one of "karras", .*"refine", got "cosine"/,
  ],
  [
    'a preset that refines from above where it starts',
    { presets: { separate: { best: { schedule: { ...REFINE, sigmaRefine: 2 } } } } },
    /presets\.separate\.best\.schedule\.sigmaRefine must be between sigmaMin \(0\.02\) and sigmaMax \(1\), got 2/,
  ],
  [
    'a preset that refines and says a curvature',
    { presets: { separate: { best: { schedule: { ...REFINE, rho: 7 } } } } },
    /presets\.separate\.best\.schedule\.rho is not a field/,
  ],
  [
    'a preset with an unknown solver',
    { presets: { separate: { draft: { solver: { kind: 'rk45', churn: 0 } } } } },
    /presets\.separate\.draft\.solver\.kind must be one of "euler", .*, "projdiff", got "rk45"/,
  ],
  [
    'a preset with an unknown posterior',
    { presets: { separate: { draft: { posterior: { kind: 'magic' } } } } },
    /presets\.separate\.draft\.posterior\.kind must be one of "consistent", .*, got "magic"/,
  ],
  [
    'a constrained stem that there is not',
    { presets: { separate: { draft: { posterior: { kind: 'dirac', constrainedStem: 4 } } } } },
    /presets\.separate\.draft\.posterior\.constrainedStem must be the index of one of 4 stems, got 4/,
  ],
];

/** What nobody means, and what would keep a worker busy for ever or fail deep inside: by field. */
const ABSURD: readonly (readonly [
  field: string,
  change: (value: number) => object,
  values: number[],
])[] = [
  ['sampleRateHz', (value) => ({ sampleRateHz: value }), [1999, 384_001, 1e15]],
  ['chunkFrames.trained', (value) => ({ chunkFrames: { ...CHUNK, trained: value } }), [0, 2 ** 40]],
  ['chunkFrames.min', (value) => ({ chunkFrames: { ...CHUNK, min: value } }), [-1, 2 ** 52]],
  [
    'chunkFrames.multipleOf',
    (value) => ({ chunkFrames: { ...CHUNK, multipleOf: value } }),
    [0, 2 ** 40],
  ],
  ['sigma.data', (value) => ({ sigma: { ...SIGMA, data: value } }), [1e-300, 1e300]],
  ['sigma.min', (value) => ({ sigma: { ...SIGMA, min: value } }), [1e-300, 5]],
  ['sigma.max', (value) => ({ sigma: { ...SIGMA, max: value } }), [1e-300, 1e300]],
  ['mixtureRms', (value) => ({ mixtureRms: value }), [1e-300, 1e300]],
  ['steps', (steps) => preset({ steps }), [1001, 1e12]],
  ['resamplings', (resamplings) => preset({ resamplings }), [0, 101, 1e12]],
  ['views', (views) => preset({ views }), [0, 65, 1e9]],
  ['solver.churn', (churn) => preset({ solver: { kind: 'euler', churn } }), [-1, 1e300]],
  ['schedule.rho', (rho) => preset({ schedule: { ...SCHEDULE, rho } }), [1e-300, 1e300]],
  [
    'schedule.sigmaMin',
    (sigmaMin) => preset({ schedule: { ...SCHEDULE, sigmaMin } }),
    [1e-300, 1 - 2 ** -50],
  ],
  [
    'schedule.sigmaRefine',
    (sigmaRefine) => preset({ schedule: { ...REFINE, sigmaRefine } }),
    [0.02 + 2 ** -50],
  ],
  [
    'posterior.gammaPerSigma',
    (gammaPerSigma) => preset({ posterior: { kind: 'gaussian', gammaPerSigma } }),
    [1e-300, 1e300],
  ],
];

function preset(settings: object): object {
  return { presets: { separate: { best: settings } } };
}

/** What is read of a card without a kind: a denoiser's, as every card of earlier releases is. */
const READ = { ...GOOD, kind: 'denoiser' };

describe('model card', () => {
  it('takes the card of the Gaussian model as it is', () => {
    for (const card of [GOOD, READ]) {
      assert.deepEqual(parseModelCard(JSON.stringify(card), 'model.json'), READ);
    }
  });

  it('takes looks of stems, whole or in part, and derives the rest', () => {
    const look = { label: 'E-Bass', colour: '#0000ff', aliases: ['bs', 'low end'] };
    const card = { ...GOOD, stemLooks: { bass: look, piano: { aliases: ['keys'] } } };
    const parsed = parseModelCard(JSON.stringify(card), 'model.json');
    assert.deepEqual(parsed, { ...card, kind: 'denoiser' });
    assert.deepEqual(stemLooks(parsed), [
      { stem: 'bass', ...look },
      { stem: 'drums', label: 'Drums', colour: '#e8803a', aliases: [] },
      { stem: 'guitar', label: 'Guitar', colour: '#5cb85c', aliases: [] },
      { stem: 'piano', label: 'Piano', colour: '#a46ed4', aliases: ['keys'] },
    ]);
  });

  it('without looks, as earlier releases wrote it, gives each of eight stems a colour of its own', () => {
    const looks = stemLooks({ stems: Array.from({ length: 9 }, (_, index) => `stem-${index}`) });
    assert.equal(new Set(looks.slice(0, 8).map(({ colour }) => colour)).size, 8);
    assert.equal(looks[8]!.colour, looks[0]!.colour);
    assert.equal(looks[8]!.label, 'Stem-8');
  });

  it('takes a mixture level and presets, whole or in part', () => {
    const card = {
      ...GOOD,
      mixtureRms: 0.1,
      presets: {
        generate: { draft: { steps: 1 } },
        separate: {
          best: {
            steps: 4,
            schedule: SCHEDULE,
            solver: { kind: 'heun', churn: 10 },
            posterior: { kind: 'dirac', constrainedStem: 0 },
            resamplings: 2,
            views: 4,
          },
        },
      },
    };
    const read = parseModelCard(JSON.stringify(card), 'model.json');
    assert.deepEqual(read, { ...card, kind: 'denoiser' });
  });

  for (const [field, change, values] of ABSURD) {
    it(`refuses absurd numbers in ${field}`, () => {
      for (const value of values) {
        const { code, message } = refusal({ ...GOOD, ...change(value) });
        assert.equal(code, 'model-invalid');
        assert.ok(message.includes(`${field} must be `), message);
      }
    });
  }

  it('refuses more than memory holds: many stems, or texts without an end', () => {
    const stems = Array.from({ length: 65 }, (_, index) => `stem-${index}`);
    assert.match(refusal({ ...GOOD, stems }).message, /stems must be at most 64/);
    const trained = 2 ** 21;
    const long = { ...GOOD, stems: stems.slice(0, 64), chunkFrames: { ...CHUNK, trained } };
    assert.match(
      refusal(long).message,
      /chunkFrames\.trained must be at most 1048576 for 64 stems/,
    );
    for (const field of ['version', 'licence']) {
      const { message } = refusal({ ...GOOD, [field]: 'x'.repeat(101) });
      assert.match(message, new RegExp(`${field} must have at most 100 characters`));
    }
  });

  for (const [what, change, sentence] of MISTAKES) {
    it(`refuses ${what} and names the field`, () => {
      const error = refusal({ ...GOOD, ...change });
      assert.equal(error.code, 'model-invalid');
      assert.match(error.message, /^some\/model\.json: /);
      assert.match(error.message, sentence);
      assert.match(error.message, /write it anew with models\/kit\/write_card\.py/);
    });
  }

  it('names every field that is wrong at once', () => {
    const { message } = refusal({ ...GOOD, name: 7, sampleRateHz: '22050' });
    assert.match(message, /name must be text, got 7; sampleRateHz must be .*, got "22050"\./);
  });

  it('refuses what is no JSON, and JSON that is no object', () => {
    assert.throws(() => parseModelCard('{"name": ', 'model.json'), /model\.json: is not JSON, .+/);
    assert.match(refusal([]).message, /must be an object with the fields of a model card/);
  });
});
