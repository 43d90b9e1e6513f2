/**
 * Preset names: the three that every model has, as its card means them, and the published ones (published-presets.ts).
 */

export const PRESET_NAMES = ['draft', 'standard', 'best'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

export const PUBLISHED_PRESET_NAMES = [
  'msdm-dirac',
  'msdm-gaussian',
  'isdm-dirac',
  'isdm-gaussian',
  'msdm-generate',
  'msdm-impute',
] as const;
export type PublishedPresetName = (typeof PUBLISHED_PRESET_NAMES)[number];

/** The presets a job may name. Live sessions and the daemon's default take the card's three only. */
export const SAMPLING_PRESET_NAMES = [...PRESET_NAMES, ...PUBLISHED_PRESET_NAMES] as const;
export type SamplingPresetName = (typeof SAMPLING_PRESET_NAMES)[number];
