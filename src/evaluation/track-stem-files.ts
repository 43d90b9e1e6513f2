/**
 * Track stem files: what is known of a track before any of its audio is opened.
 */
export interface TrackFiles {
  /** for each stem the files that it is the sum of; none: silence */
  readonly files: readonly (readonly string[])[];
  /** names of stems that count as silence because they have no file, though nothing says that they do not play */
  readonly takenForSilent: readonly string[];
  /** what should be there and is not, a sentence each */
  readonly notes: readonly string[];
}
