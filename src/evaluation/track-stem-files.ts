/**
 * Track stem files: what is known of a track before any of its audio is opened.
 */
export interface TrackFiles {
  /** for each stem the files that it is the sum of; none: silence */
  readonly files: readonly (readonly string[])[];
  /** what should be there and is not, a sentence each */
  readonly notes: readonly string[];
}
