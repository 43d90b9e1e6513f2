/**
 * The posterior contract (test/support/posterior-contract.ts), for every posterior and the
 * compositions in use.
 */
import { consistent } from '../../src/sampler/posterior/consistent.js';
import { dirac } from '../../src/sampler/posterior/dirac.js';
import { gaussian } from '../../src/sampler/posterior/gaussian.js';
import { generation } from '../../src/sampler/posterior/generation.js';
import { imputation } from '../../src/sampler/posterior/imputation.js';
import {
  describePosteriorContract,
  type PosteriorUnderTest,
} from '../support/posterior-contract.js';

/** Posteriors that need not be told what is known around them. */
const PLAIN: readonly PosteriorUnderTest[] = [
  { name: 'generation', make: ({ denoiser }) => generation(denoiser), hasShape: false },
  {
    name: 'dirac',
    make: ({ denoiser, mixture, favoured }) => dirac(denoiser, mixture, favoured),
    hasShape: true,
  },
  {
    name: 'gaussian',
    make: ({ denoiser, mixture }) => gaussian(denoiser, mixture, 0.75),
    hasShape: true,
  },
];

for (const posterior of PLAIN) {
  describePosteriorContract(posterior);
  describePosteriorContract({
    name: `imputation around ${posterior.name}`,
    make: (given) => imputation(posterior.make(given), given.known),
    hasShape: true,
  });
}

describePosteriorContract({
  name: 'consistent',
  make: ({ denoiser, mixture, shape }) => consistent(denoiser, mixture, shape, null),
  hasShape: true,
});

describePosteriorContract({
  name: 'imputation around consistent',
  make: ({ denoiser, mixture, shape, known }) =>
    imputation(consistent(denoiser, mixture, shape, known), known),
  hasShape: true,
});
