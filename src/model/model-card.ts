/**
 * ModelCard: what model.json says about a graph (design: the contract between a model and the daemon).
 */
export interface ModelCard {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly sampleRateHz: number;
  /** stem names in graph order */
  readonly stems: readonly string[];
  readonly chunkFrames: {
    readonly trained: number;
    readonly min: number;
    readonly multipleOf: number;
  };
  readonly sigma: { readonly data: number; readonly min: number; readonly max: number };
  readonly frontEnd: 'none';
  readonly conditioning: 'none' | 'masked';
  readonly tasks: readonly ('separate' | 'impute' | 'generate')[];
  /** hex digest of model.onnx */
  readonly sha256: string;
}
