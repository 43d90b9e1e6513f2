/**
 * One-step separation: when a recording is separated by a denoiser's second graph in place of its first.
 *
 *   D(0; sigma.max | mixture), which is what one step from noise alone comes to
 *
 * At sigma.max a masked denoiser sees noise only and makes its stems of the mixture: measured with band-v5 on two recordings, two
 * noises differ in what it gives by -55 dB and less, by -40 where a stem is silent. The second graph has the same weights and leaves out whatever hears noise, known stems and other
 * levels. It cannot be told stems of the window before: windows are cross-faded (clips/chunk-geometry.ts). Whether a card has such a
 * graph it says itself; nothing is opened here.
 */
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { DenoiserCard } from './denoiser-card.js';
import type { ModelCard } from './model-card.js';

/** Of a denoiser: what decides it. */
export type SeparationCard =
  | Pick<DenoiserCard, 'kind' | 'separation' | 'sigma'>
  | Pick<Exclude<ModelCard, DenoiserCard>, 'kind'>;

/** Whether a mixture of which no stem is known is separated so; by any solver, for its one step ends in what was denoised. */
export function separatesInOneStep(card: SeparationCard, plan: SamplingPlan): boolean {
  if (card.kind !== 'denoiser' || card.separation === undefined) return false;
  if (plan.kind === 'separator' || plan.solver.kind === 'projdiff') return false;
  const { schedule, solver, posterior, resamplings, views } = plan;
  if (views > card.separation.hops.length) return false;
  const startsFromNoise = schedule.steps === 1 && schedule.sigmaMax === card.sigma.max;
  return (
    startsFromNoise && solver.churn === 0 && resamplings === 1 && posterior.kind === 'consistent'
  );
}
