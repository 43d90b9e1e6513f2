/**
 * The five fixed predictors of a block of samples (RFC 9639 section 9.2.5), and what they lack: the difference of their order.
 *
 *   order 0: 0    1: a    2: 2a - b    3: 3a - 3b + c    4: 4a - 6b + 4c - d    of the samples a, b, c, d before
 *
 * With samples of 25 bits it stays below 2^29.
 */

const LARGEST_ORDER = 4;

export interface FixedPrediction {
  readonly order: number;
  /** about what its residual takes */
  readonly bits: number;
}

/** The predictor whose residual is the smallest. */
export function fixedPrediction(samples: Int32Array): FixedPrediction {
  const frames = samples.length;
  const totals = new Float64Array(LARGEST_ORDER + 1);
  if (frames > LARGEST_ORDER) addDifferences(samples, totals);
  let order = 0;
  for (let other = 1; frames > LARGEST_ORDER && other <= LARGEST_ORDER; other++) {
    if (totals[other]! < totals[order]!) order = other;
  }
  return { order, bits: frames * Math.log2(1 + totals[order]! / frames) };
}

/** Writes the difference of the order behind as many samples as it needs. */
export function fixedResidual(samples: Int32Array, order: number, into: Int32Array): void {
  into.set(samples);
  for (let done = 0; done < order; done++) {
    for (let t = samples.length - 1; t > done; t--) into[t]! -= into[t - 1]!;
  }
}

/** Adds the size of the differences of every order, from where there are all of them. */
function addDifferences(samples: Int32Array, totals: Float64Array): void {
  const [d = 0, c = 0, b = 0, a = 0] = samples;
  let before0 = a;
  let before1 = a - b;
  let before2 = a - 2 * b + c;
  let before3 = a - 3 * b + 3 * c - d;
  let [total0, total1, total2, total3, total4] = [0, 0, 0, 0, 0];
  for (let t = LARGEST_ORDER; t < samples.length; t++) {
    const difference0 = samples[t]!;
    const difference1 = difference0 - before0;
    const difference2 = difference1 - before1;
    const difference3 = difference2 - before2;
    const difference4 = difference3 - before3;
    total0 += Math.abs(difference0);
    total1 += Math.abs(difference1);
    total2 += Math.abs(difference2);
    total3 += Math.abs(difference3);
    total4 += Math.abs(difference4);
    before0 = difference0;
    before1 = difference1;
    before2 = difference2;
    before3 = difference3;
  }
  totals.set([total0, total1, total2, total3, total4]);
}
