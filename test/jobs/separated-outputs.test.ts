/**
 * What a separation writes: stems, a recording without some of them, and what the files are called. On the Gaussian model.
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { after, before, describe, it } from 'mocha';

import type { JobOfKind } from '../../src/jobs/job-command.js';
import { resolveJob } from '../../src/jobs/resolve-job.js';
import { runJob } from '../../src/jobs/run-job.js';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import type { Inference } from '../../src/model/inference.js';
import { stemFileNames } from '../../src/jobs/stem-file-names.js';
import { sumRows } from '../../src/signal/rows.js';
import { stemIndex } from '../../src/signal/units.js';
import { readAudio } from '../support/audio-files.js';
import { openGaussianInference } from '../support/gaussian-inference.js';
import { needsFfmpeg, withPath } from '../support/ffmpeg-files.js';
import { separation } from '../support/job-commands.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 44_100;
const FRAMES = 6_000;

type Options = Partial<JobOfKind<'separate'>>;

describe('What a separation writes', () => {
  let inference: Inference;
  before(async () => {
    inference = await openGaussianInference();
  });
  after(async () => {
    await inference.close();
  });

  async function separate(root: string, options: Options): Promise<Manifest> {
    const input = path.join(root, 'a song.wav');
    await writeWav16(input, RATE_HZ, [whiteNoise(FRAMES, 1), whiteNoise(FRAMES, 2)]);
    const command = { ...separation(input, path.join(root, 'out')), ...options };
    const signal = new AbortController().signal;
    const run = { inference, stemwright: '0.0.0', signal, onEvent: () => undefined };
    return runJob(resolveJob(inference.card, command as JobOfKind<'separate'>), run);
  }

  async function rowsOf(root: string, name: string): Promise<readonly Float32Array[]> {
    return (await readAudio(path.join(root, name))).rows;
  }

  it('is a stem and the recording without it, which sum to it: in 24 bits to the bit', () =>
    withTemporaryFolder(async (root) => {
      // in 24 bits a 16-bit recording minus a stored stem is a whole number of steps; as floats, the rest is rounded by at most
      // half a step of numbers below 2: 2^-24, -144 dBFS
      for (const [encoding, most] of [
        ['pcm24', 0],
        ['float32', 2 ** -24],
      ] as const) {
        const { stems, sumErrorDbfs } = await separate(root, { two: 'drums', encoding });
        assert.deepEqual(stems, { drums: 'drums.wav', 'no drums': 'no drums.wav' });
        const recording = await rowsOf(root, 'a song.wav');
        const drums = await rowsOf(root, 'out/drums.wav');
        const rest = await rowsOf(root, 'out/no drums.wav');
        for (const [channel, row] of recording.entries()) {
          const sum = row.map((_, frame) => drums[channel]![frame]! + rest[channel]![frame]!);
          const worst = row.reduce(
            (most, value, at) => Math.max(most, Math.abs(value - sum[at]!)),
            0,
          );
          assert.ok(worst <= most, `${encoding} ${channel}: ${worst}`);
        }
        assert.ok(sumErrorDbfs! <= (most === 0 ? -200 : -144), String(sumErrorDbfs));
      }
    }));

  it('is the recording without some stems: what the others sum to', () =>
    withTemporaryFolder(async (root) => {
      const whole = await separate(root, {});
      const all = path.join(root, 'out');
      const kept = await Promise.all(
        ['guitar', 'piano'].map((stem) => rowsOf(all, whole.stems[stem]!)),
      );
      const { stems } = await separate(root, { minus: ['drums', 'bass'] });
      assert.deepEqual(stems, { 'no drums+bass': 'no drums+bass.wav' });
      const rest = await rowsOf(all, 'no drums+bass.wav');
      for (const [channel, row] of rest.entries()) {
        const sum = sumRows(kept.map((rows) => rows[channel]!));
        // two roundings of numbers below 4 on either side: 4 x 2^-23 x 1/2 x 4
        const worst = row.reduce(
          (most, value, at) => Math.max(most, Math.abs(value - sum[at]!)),
          0,
        );
        assert.ok(worst <= 2 ** -20, `${channel}: ${worst}`);
      }
      // stems of before are still ours, and listed
      assert.equal((await readdir(all)).length, 6);
    }));

  it('refuses what is no choice, or leaves nothing', () =>
    withTemporaryFolder(async (root) => {
      const refused: [Options, RegExp][] = [
        [{ minus: ['bass'], two: 'drums' }, /^Expected one of .* got "minus" and "two"\.$/],
        [{ stems: ['bass'], two: 'drums' }, /got "stems" and "two"/],
        [{ two: 'vocals' }, /^There is no stem "vocals" in the model "gaussian"/],
        [{ minus: ['bass', 'drums', 'guitar', 'piano'] }, /^Nothing is left of a recording/],
        [
          { format: 'stem.mp4', two: 'bass' },
          /^Expected 4 stems for NI Stems, got bass, no bass\./,
        ],
        [{ format: 'stem.mp4', stems: ['bass'] }, /^Expected 4 stems for NI Stems, got bass\./],
        [{ names: '{name}' }, /^Expected names that tell the stems bass, .* apart, got "\{name\}"/],
        [{ names: '{artist} {stem}' }, /^Expected \{name\} and \{stem\} .* got \{artist\}\.$/],
      ];
      for (const [options, message] of refused) {
        await assert.rejects(separate(root, options), { code: 'bad-argument', message });
      }
      assert.deepEqual(await readdir(root), ['a song.wav']);
    }));

  it('is called by a pattern, and safe whatever the pattern', () =>
    withTemporaryFolder(async (root) => {
      const names: [string, string][] = [
        ['{name} - {stem}', 'a song - bass.wav'],
        ['../{stem}', '_bass.wav'],
        ['{stem}{stem}', 'bassbass.wav'],
        ['.{stem}.', 'bass.wav'],
        ['con.{stem}', 'con_.bass.wav'],
      ];
      const long = { input: `/music/${'長い名前'.repeat(20)}.wav`, format: 'wav' as const };
      const outputs = ['bass', 'drums'].map((name, stem) => ({
        name,
        output: { kind: 'stem' as const, stem: stemIndex(stem) },
      }));
      for (const [pattern, file] of [
        ['{name} - {stem}', /^長い名前(長い名前)+.* [0-9a-f]{8} - bass\.wav$/],
        [
          '{stem} of {name}, {name}',
          /^bass of 長い名前.* [0-9a-f]{8}, 長い名前.* [0-9a-f]{8}\.wav$/,
        ],
      ] as const) {
        const { bass = '' } = stemFileNames({ ...long, outputs, pattern });
        assert.match(bass, file);
        assert.ok(Buffer.byteLength(bass) <= 180 + '.wav'.length);
      }
      for (const [pattern, file] of names) {
        const { stems, files } = await separate(root, { names: pattern, stems: ['bass'] });
        assert.deepEqual(stems, { bass: file });
        assert.ok(file in files, file);
        assert.ok((await readdir(path.join(root, 'out'))).includes(file));
      }
    }));

  describe('with ffmpeg', () => {
    needsFfmpeg();

    it('is listed with its format, bytes and hash; without ffmpeg nothing is left', () =>
      withTemporaryFolder(async (root) => {
        await withPath([], () =>
          assert.rejects(separate(root, { format: 'mp3' }), { code: 'package-missing' }),
        );
        assert.deepEqual(await readdir(root), ['a song.wav']);
        const flac = await separate(root, { format: 'flac', two: 'bass' });
        assert.deepEqual([flac.format, flac.encoding, flac.sumErrorDbfs], ['flac', 'pcm24', -200]);
        assert.deepEqual(flac.stems, { bass: 'bass.flac', 'no bass': 'no bass.flac' });
        for (const file of Object.values(flac.stems)) {
          assert.match(flac.files[file]!.sha256!, /^[0-9a-f]{64}$/);
        }
        // whoever plays a lossy file hears other samples: how far they sum nobody has measured
        const mp3 = await separate(root, { format: 'mp3', stems: ['bass'] });
        assert.deepEqual([mp3.format, mp3.encoding, mp3.sumErrorDbfs], ['mp3', 'float32', null]);
        const ni = await separate(root, { format: 'stem.mp4' });
        assert.deepEqual(new Set(Object.values(ni.stems)), new Set(['a song.stem.mp4']));
      }));
  });
});
