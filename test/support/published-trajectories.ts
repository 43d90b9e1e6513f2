/**
 * The recorded runs of the published MSDM sampler: fixtures/msdm-trajectories.md says where they come from.
 */
import { readFileSync } from 'node:fs';
import type { PosteriorSpec } from '../../src/sampler/posterior/posteriors.js';
import type { CurvedSchedule } from '../../src/sampler/schedule.js';
import { repositoryPath } from './repository.js';

export interface Trajectory {
  readonly name: string;
  readonly posterior: Exclude<PosteriorSpec, { kind: 'consistent' }>;
  readonly churn: number;
  readonly resamplings: number;
  readonly schedule: CurvedSchedule & { readonly steps: number };
  /** [stems][frames], as `final` and each of `noises` */
  readonly initialNoise: readonly number[];
  readonly noises: readonly (readonly number[])[];
  readonly final: readonly number[];
}

export interface PublishedTrajectories {
  readonly stems: number;
  readonly frames: number;
  readonly lambdas: readonly number[];
  readonly mixture: readonly number[];
  readonly cases: readonly Trajectory[];
}

export const PUBLISHED_TRAJECTORIES = JSON.parse(
  readFileSync(repositoryPath('test', 'fixtures', 'msdm-trajectories.json'), 'utf8'),
) as PublishedTrajectories;
