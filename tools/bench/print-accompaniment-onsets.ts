/**
 * By hand: whether what a model plays along with a loop keeps time with it, through real sound devices:
 * npm run bench:accompany -- [--model NAME] [--plays drums] [--generate bass,piano] [--steps N] [--passes N].
 *
 * The bundled band's first four bars are looped by one stem, the others are accompanied. Of every pass in which a stem sounds, its onset
 * agreement with the loop (evaluation/onset-agreement) and by how much it is early or late, both on the recording's one clock; beside
 * that the recording's own stem, and the pass turned round by every other lag, which keeps its rhythm but not its place. The onsets
 * come 11.6 ms apart; the peak's place between them is a parabola's. It does not judge notes.
 */
import { parseArgs } from 'node:util';

import { CONFIG } from '../../src/config/config.js';
import { onsetAgreement } from '../../src/evaluation/onset-agreement.js';
import { onsetStrength, type OnsetStrength } from '../../src/evaluation/onset-strength.js';
import { isSilent } from '../../src/signal/silence.js';
import { readTrack } from '../../src/evaluation/stem-track.js';
import { withAccompaniedLoop } from '../../test/support/accompanied-loop.js';
import type { Recorded } from '../../test/support/live-loop.js';
import { repositoryPath } from '../../test/support/repository.js';
import { mean, median, standardError } from '../../test/support/statistics.js';

const STEMS = ['bass', 'drums', 'guitar', 'piano'];
/** of the bundled recording (its README); it begins with a bar */
const BPM = 112;
const BARS = 4;
/** Half a sixteenth note at this tempo: beyond that an onset belongs to the next one. */
const MOST_LAG_SECONDS = 60 / BPM / 8;
/** Begins, is heard whole and is answered. */
const FIRST_PASS = 3;

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: CONFIG.defaultModel },
    plays: { type: 'string', default: 'drums' },
    generate: { type: 'string', default: 'bass,piano' },
    steps: { type: 'string' },
    passes: { type: 'string', default: '16' },
  },
});
const { plays, model } = values;
const generate = values.generate.split(',');
const passes = Number(values.passes);

interface Agreement {
  readonly agreement: number;
  /** > 0: later than the loop */
  readonly lagMs: number;
  /** mean over the lags beyond half a sixteenth */
  readonly elsewhere: number;
}

/** Of two rows of one whole pass. */
function agreementOf(part: Float32Array, loop: Float32Array, rateHz: number): Agreement {
  const given = onsetStrength(loop, rateHz);
  const played = onsetStrength(part, rateHz);
  const length = given.values.length;
  const most = Math.floor(MOST_LAG_SECONDS / given.hopSeconds);
  const turned = (lag: number) => onsetAgreement(turnedBack(played, lag), given);
  const near = Array.from({ length: 2 * most + 1 }, (_, i) => turned(i - most));
  const far = Array.from({ length: length - near.length }, (_, i) => turned(most + 1 + i));
  const best = near.indexOf(Math.max(...near));
  const [before, at, after] = [
    near[best - 1] ?? near[best]!,
    near[best]!,
    near[best + 1] ?? near[best]!,
  ];
  const bend = before - 2 * at + after;
  const between = bend === 0 ? 0 : (before - after) / (2 * bend);
  return {
    agreement: near[most]!,
    lagMs: 1000 * (best - most + between) * given.hopSeconds,
    elsewhere: mean(far),
  };
}

/** What comes later by that many hops, taken back to its place, in a pass that begins again at its end. */
function turnedBack({ values: strengths, hopSeconds }: OnsetStrength, lag: number): OnsetStrength {
  const { length } = strengths;
  return { values: strengths.map((_, m) => strengths[(m + lag + length) % length]!), hopSeconds };
}

const folder = repositoryPath('test', 'fixtures', 'demo-band');
const { stems, rateHz } = await readTrack({ name: folder, folder }, STEMS);
const passFrames = Math.round((BARS * 4 * 60 * rateHz) / BPM);
const loop = stems[STEMS.indexOf(plays)]!.subarray(0, passFrames);
const row = new Float32Array(passes * passFrames);
for (let pass = 0; pass < passes; pass++) row.set(loop, pass * passFrames);

const steps = values.steps === undefined ? [] : ['steps', Number(values.steps)];
const mode = ['generate', values.generate, 'plays', plays, 'bars', BARS, ...steps];
const recorded: Recorded = await withAccompaniedLoop(mode, { model, bpm: BPM, rateHz }, ({ run }) =>
  run([row, row], 1),
);
const input = recorded.input[0]!;
const firstFrame = input.findIndex((x) => x !== 0) - loop.findIndex((x) => x !== 0);
console.log(
  `${model}, ${values.steps ?? 'the preset’s'} steps, ${passes} passes of ${BARS} bars at ${BPM} bpm; the loop is ${plays}. Means with their standard errors.\n`,
);
console.log(
  '| stem | passes that sound | agreement | real | elsewhere | late by, ms (median) | real, ms |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const name of generate) {
  const stem = STEMS.indexOf(name);
  const heard = Array.from({ length: passes - FIRST_PASS }, (_, i) => {
    const from = firstFrame + (FIRST_PASS + i) * passFrames;
    return recorded.output[2 * stem]!.slice(from, from + passFrames);
  }).filter((part) => !isSilent(part));
  const found = heard.map((part) => agreementOf(part, loop, rateHz));
  const real = agreementOf(stems[stem]!.slice(0, passFrames), loop.slice(), rateHz);
  const show = (numbers: number[]) =>
    `${mean(numbers).toFixed(2)} ± ${standardError(numbers).toFixed(2)}`;
  console.log(
    `| ${[
      name,
      `${heard.length} of ${passes - FIRST_PASS}`,
      show(found.map(({ agreement }) => agreement)),
      real.agreement.toFixed(2),
      show(found.map(({ elsewhere }) => elsewhere)),
      median(found.map(({ lagMs }) => lagMs)).toFixed(0),
      real.lagMs.toFixed(0),
    ].join(' | ')} |`,
  );
}
