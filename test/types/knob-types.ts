/** What the compiler must say of knobs: each option with its own name and values, and only where its task takes it. */
import type { samplingOptionFields, liveSamplingOptions } from '../../src/sampling/knob-options.js';
import type { PosteriorKind } from '../../src/sampler/posterior/posteriors.js';
import type { PresetName, SamplingPresetName } from '../../src/sampling/preset-names.js';
import type { SaidKnobs, SamplingChoice } from '../../src/sampling/sampling-settings.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Separate = ReturnType<typeof samplingOptionFields<'separate'>>[number];
type Generate = ReturnType<typeof samplingOptionFields<'generate'>>[number];
type Live = ReturnType<typeof liveSamplingOptions>[number];
type ChoicesOf<Field, Name extends string> =
  Extract<Field, { readonly name: Name }> extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : never;

export const follows: readonly true[] = [
  true satisfies Same<ChoicesOf<Separate, 'posterior'>, PosteriorKind>,
  true satisfies Same<ChoicesOf<Separate, 'preset'>, SamplingPresetName>,
  true satisfies Same<ChoicesOf<Live, 'preset'>, PresetName>,
  true satisfies Same<Exclude<Separate['name'], Generate['name']>, 'posterior'>,
  true satisfies Same<Live['name'], 'preset' | 'steps' | 'seed'>,
  true satisfies Same<Extract<Generate, { name: 'correction' }>['kind'], 'integer'>,
  true satisfies Same<SamplingChoice['seed'], number>,
  true satisfies Same<SamplingChoice['views'], number | undefined>,
];

export const said = { correction: 2 } satisfies SaidKnobs;
// @ts-expect-error options have the names that users know
export const unsaid = { resamplings: 2 } satisfies SaidKnobs;
