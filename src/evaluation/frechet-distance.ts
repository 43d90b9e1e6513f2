/**
 * Fréchet distance between two sets of embeddings, each taken for a Gaussian with the set's mean and covariance:
 *
 *   d = |m - m'|^2 + tr C + tr C' - 2 tr (C^1/2 C' C^1/2)^1/2
 *
 * (D. C. Dowson and B. V. Landau, The Fréchet distance between multivariate normal distributions, 1982; of VGGish embeddings it is
 * the Fréchet audio distance of K. Kilgour et al., 2019, which other embeddings' values cannot be compared with.)
 *
 * No root of a covariance is taken: with C = F'F and C' = G'G the last trace is the sum of the singular values of FG', and F is the
 * set itself, centred and divided by sqrt(n - 1). So it is exact for sets smaller than their dimension too, whose covariance has no
 * full rank. That a set is small still makes d too large, by an amount that depends on n: compare sets of one size only.
 */
import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';

/** One embedding a row, all of one dimension. */
export type EmbeddingSet = readonly Float64Array[];

/**
 * @returns >= 0 but for rounding; 0 for a set and itself
 * @throws Error unless both sets have at least two rows, and all rows one dimension
 */
export function frechetDistance(a: EmbeddingSet, b: EmbeddingSet): number {
  const [first, second] = [gaussianOf(a, a[0]?.length), gaussianOf(b, a[0]?.length)];
  const cross = first.factor.mmul(second.factor.transpose());
  const { diagonal } = new SingularValueDecomposition(cross, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  const crossTrace = diagonal.reduce((sum, value) => sum + value, 0);
  const meanDistance = first.mean.reduce((sum, m, i) => sum + (m - second.mean[i]!) ** 2, 0);
  return meanDistance + first.variance + second.variance - 2 * crossTrace;
}

interface Gaussian {
  readonly mean: readonly number[];
  /** tr C */
  readonly variance: number;
  /** F with F'F = C: at most as many rows as columns */
  readonly factor: Matrix;
}

function gaussianOf(set: EmbeddingSet, dimension: number | undefined): Gaussian {
  if (set.length < 2 || set.some((row) => row.length !== dimension)) {
    throw new Error(
      `frechetDistance: expected two or more embeddings of ${dimension} values, ` +
        `got ${set.length} of ${[...new Set(set.map((row) => row.length))].join(', ')}`,
    );
  }
  const rows = new Matrix(set.map((row) => Array.from(row)));
  const mean = rows.mean('column');
  const centred = rows.subRowVector(mean).div(Math.sqrt(set.length - 1));
  return {
    mean,
    variance: centred.norm('frobenius') ** 2,
    factor:
      centred.rows > centred.columns ? new QrDecomposition(centred).upperTriangularMatrix : centred,
  };
}
