/**
 * Repeat request: what has a result made again, as its origin says, with what the user wants otherwise.
 */
import type { Origin, Result } from './read-results.js';

/** How a job samples. */
export interface Sampling {
  readonly preset: string;
  readonly seed: number;
}

export interface JobRequest {
  /** below /stemwright/ */
  readonly address: string;
  /** behind the id */
  readonly values: readonly (string | number)[];
}

export function repeatRequest(
  { origin, stems }: Pick<Result, 'stems'> & { readonly origin: Origin },
  { preset, seed }: Sampling,
): JobRequest {
  const { task, inputs, from, to, continuedSeconds, seconds, separator } = origin;
  const [source = '', ...known] = inputs;
  const sampling = ['preset', preset, 'seed', seed];
  const part = [...(from === null ? [] : ['from', from]), ...(to === null ? [] : ['to', to])];
  const others = [
    ...known.flatMap((input) => ['known', input]),
    ...(separator === null ? [] : ['separator', separator]),
  ];
  switch (task) {
    case 'separate':
      return { address: task, values: [source, ...part, ...sampling] };
    case 'impute': {
      const generated = stems.map(({ stem }) => stem).join(',');
      return { address: task, values: [source, generated, ...others, ...part, ...sampling] };
    }
    case 'continue':
      return {
        address: task,
        values: [source, continuedSeconds ?? seconds, ...others, ...part, ...sampling],
      };
    case 'generate':
      return { address: task, values: [seconds, ...sampling] };
  }
}
