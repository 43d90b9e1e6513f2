/**
 * ModelCard: what model.json says about a graph; the contract between a model and the daemon.
 *
 * Only the type: a card is read and checked in parse-model-card.ts, its graph's hash in model-folder.ts, the graph's
 * inputs and outputs in graph-agreement.ts.
 */
import type { PosteriorSpec } from '../sampler/posterior/posteriors.js';
import type { SolverSpec } from '../sampler/sampling-plan.js';
import type { ScheduleShape } from '../sampler/schedule.js';

export const MODEL_TASKS = ['separate', 'impute', 'generate'] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];

export const PRESET_NAMES = ['draft', 'standard', 'best'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** A card's own idea of a preset; what it leaves out is derived (presets.ts). */
export interface CardPreset {
  /** N, the number of noise levels above 0 */
  readonly steps?: number;
  readonly schedule?: ScheduleShape;
  readonly solver?: SolverSpec;
  readonly posterior?: PosteriorSpec;
  /** R, evaluations a step */
  readonly resamplings?: number;
  /** V, views of a chunk that are averaged */
  readonly views?: number;
}

/** How many steps pay off depends on the task: a masked model separates in one and generates in tens. */
export type CardPresets = Readonly<
  Partial<Record<ModelTask, Readonly<Partial<Record<PresetName, CardPreset>>>>>
>;

/** How a stem looks to people; what it leaves out is derived (stem-looks.ts). */
export interface CardStemLook {
  readonly label?: string;
  /** `#rrggbb`, lower case */
  readonly colour?: string;
  /** what tracks with this stem may also be called */
  readonly aliases?: readonly string[];
}

export interface ModelCard {
  /** also the name of files and folders */
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly sampleRateHz: number;
  /** stem names in graph order; also names of files */
  readonly stems: readonly string[];
  /** by stem */
  readonly stemLooks?: Readonly<Record<string, CardStemLook>>;
  readonly chunkFrames: {
    readonly trained: number;
    readonly min: number;
    readonly multipleOf: number;
  };
  /** noise levels in units of full scale; data is the RMS of a stem in training */
  readonly sigma: { readonly data: number; readonly min: number; readonly max: number };
  readonly frontEnd: 'none';
  readonly conditioning: 'none' | 'masked';
  readonly tasks: readonly ModelTask[];
  /** RMS of the mixtures the model was trained on, full scale = 1; the host scales chunks to it. Absent: no scaling */
  readonly mixtureRms?: number;
  readonly presets?: CardPresets;
  /** hex digest of model.onnx */
  readonly sha256: string;
  /** hex digest of model.onnx.data, which holds the weights of a large graph. Absent: the graph holds them itself */
  readonly dataSha256?: string;
}
