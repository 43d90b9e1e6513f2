/**
 * Commands for the Gaussian model, short and endless ones.
 */
import type { JobCommand, JobOrigin } from '../../src/jobs/job-command.js';
import { presetSampling, type SamplingChoice } from '../../src/sampling/sampling-settings.js';

export const ORIGIN: JobOrigin = { client: 'test', requestId: 1 };

/** more steps than any test waits for */
const ENDLESS = 100_000;

export function sampling(steps: number): SamplingChoice {
  return { ...presetSampling('standard', 0), steps };
}

export function generation(outputFolder: string, steps = 2): JobCommand {
  return {
    task: 'generate',
    seconds: 0.2,
    sampling: sampling(steps),
    encoding: 'float32',
    outputFolder,
  };
}

/** Does not end unless it is cancelled. */
export function endlessGeneration(outputFolder: string): JobCommand {
  return generation(outputFolder, ENDLESS);
}

export function separation(input: string, outputFolder: string): JobCommand {
  return {
    task: 'separate',
    input,
    stems: undefined,
    sampling: sampling(2),
    encoding: 'float32',
    outputFolder,
  };
}
