/**
 * Stem of a result: which file it is; under its temporary name while it grows.
 */
export interface StemOfResult {
  readonly path: string;
  /** the result's */
  readonly folder: string;
  readonly isFinished: boolean;
}
