/**
 * The Fréchet distance against closed forms of Gaussians: sets are laid out so that their means and covariances are exact.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { frechetDistance } from '../../src/evaluation/frechet-distance.js';
import { whiteNoise } from '../support/white-noise.js';

type Point = readonly number[];

/** Products of a few doubles below 100 and one singular value decomposition: about 1e-13; left room. */
const TOLERANCE = 1e-10;

/** mean +- each axis: the covariance is the sum of 2 a a' / (n - 1) over the axes a, n = 2 a point each. */
function cross(mean: Point, axes: readonly Point[]): Float64Array[] {
  return axes.flatMap((axis) =>
    [1, -1].map((sign) => Float64Array.from(mean, (m, i) => m + sign * axis[i]!)),
  );
}

/** what a cross of two axes makes of the square of an axis */
const FACTOR = 2 / 3;

function padded(set: readonly Float64Array[], zeros: number): Float64Array[] {
  return set.map((row) => Float64Array.from([...row, ...Array<number>(zeros).fill(0)]));
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < TOLERANCE, `${actual} is not ${expected}`);
}

describe('The Fréchet distance', () => {
  const set = cross(
    [1, 2],
    [
      [3, 0],
      [0, 0.5],
    ],
  );

  it('is 0 between a set and itself, in any order', () => {
    near(frechetDistance(set, set.toReversed()), 0);
  });

  it('is the square of how far a set was moved', () => {
    const moved = set.map((row) => Float64Array.from([row[0]! + 3, row[1]! - 4]));
    near(frechetDistance(set, moved), 25);
  });

  it('is the sum of squared differences of deviations where axes agree', () => {
    const other = cross(
      [1, 2],
      [
        [1, 0],
        [0, 2.5],
      ],
    );
    near(frechetDistance(set, other), FACTOR * ((3 - 1) ** 2 + (2.5 - 0.5) ** 2));
  });

  it('knows about covariances that do not commute', () => {
    const angle = 0.7;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const turned = cross(
      [1, 2],
      [
        [3 * cos, 3 * sin],
        [-0.5 * sin, 0.5 * cos],
      ],
    );
    // of a 2 x 2 matrix M = C C', tr M^1/2 = sqrt(tr M + 2 sqrt(det M)); here det C = det C' and
    // tr C C' = cos^2 (a^2 + b^2) + 2 sin^2 a b with C = diag(a, b)
    const [a, b] = [FACTOR * 9, FACTOR * 0.25];
    const traceOfProduct = cos ** 2 * (a ** 2 + b ** 2) + 2 * sin ** 2 * a * b;
    const crossTrace = Math.sqrt(traceOfProduct + 2 * a * b);
    near(frechetDistance(set, turned), 2 * (a + b) - 2 * crossTrace);
  });

  it('is as exact for sets smaller than their dimension', () => {
    const other = cross(
      [0, 2],
      [
        [1, 1],
        [-0.2, 2.5],
      ],
    );
    const inTwo = frechetDistance(set, other);
    assert.ok(inTwo > 1);
    near(frechetDistance(padded(set, 8), padded(other, 8)), inTwo);
  });

  it('of sets of any sizes is the same either way round', () => {
    const random = (rows: number, seed: number) =>
      Array.from({ length: rows }, (_, i) => Float64Array.from(whiteNoise(5, seed + i)));
    const [few, many] = [random(3, 1), random(40, 100)];
    near(frechetDistance(few, many), frechetDistance(many, few));
  });

  it('of small sets of one kind is too large, and less so for larger ones', () => {
    const random = (rows: number, seed: number) =>
      Array.from({ length: rows }, (_, i) => Float64Array.from(whiteNoise(10, seed + i)));
    // the bias falls as 1 / n: at ten times the size it is a tenth
    const small = frechetDistance(random(12, 1), random(12, 1000));
    const large = frechetDistance(random(120, 1), random(120, 1000));
    assert.ok(small > 4 * large, `${small} and ${large}`);
  });

  it('refuses sets of one row or of other dimensions', () => {
    assert.throws(() => frechetDistance(set, set.slice(0, 1)), /got 1 of 2/);
    assert.throws(() => frechetDistance(set, padded(set, 1)), /embeddings of 2 values, got 4 of 3/);
  });
});
