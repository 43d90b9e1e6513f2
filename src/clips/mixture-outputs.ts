/**
 * Mixture outputs: what is written of a separated recording, row by row, out of its stems and the recording itself:
 *
 *   stem      one of the stems
 *   rest      the recording minus some stems as they are stored, so that rest and stems sum to it
 *   mixture   the recording
 *
 * The recording is pushed as it is read, its stems as they are finished; what lies in between waits here.
 */
import type { StemSink } from '../audio/stem-sink.js';
import type { PlanarBlock } from '../signal/planar-block.js';
import { PlanarFifo } from '../signal/planar-fifo.js';
import { createStemBlock, stemRow, type StemBlock } from '../signal/stem-block.js';
import type { StemIndex } from '../signal/units.js';
import { SumErrorMeter } from './sum-error-meter.js';

export type MixtureOutput =
  | { readonly kind: 'stem'; readonly stem: StemIndex }
  | { readonly kind: 'rest'; readonly without: readonly StemIndex[] }
  | { readonly kind: 'mixture' };

export class MixtureOutputs implements StemSink {
  readonly #sink: StemSink;
  readonly #outputs: readonly MixtureOutput[];
  readonly #stored: (sample: number) => number;
  /** the recording, where an output is made of it */
  readonly #mixture: PlanarFifo | undefined;
  /** where the outputs are a stem and the rest */
  readonly #meter: SumErrorMeter | undefined;

  /**
   * @param sink gets a row for each output
   * @param stored what a sample becomes in the output file
   */
  constructor(
    sink: StemSink,
    outputs: readonly MixtureOutput[],
    channels: number,
    stored: (sample: number) => number,
  ) {
    this.#sink = sink;
    this.#outputs = outputs;
    this.#stored = stored;
    if (outputs.some(({ kind }) => kind !== 'stem')) this.#mixture = new PlanarFifo(channels);
    if (sumsToMixture(outputs)) this.#meter = new SumErrorMeter(channels, stored);
  }

  /** worst |recording - sum of the outputs| in dBFS; undefined where they are not to sum to it, or are the stems themselves */
  get sumErrorDbfs(): number | undefined {
    return this.#meter?.worstDbfs;
  }

  /** @param block the next frames of the recording, native rate */
  pushMixture(block: PlanarBlock): void {
    this.#mixture?.append(block);
    this.#meter?.pushMixture(block);
  }

  async write(block: StemBlock): Promise<void> {
    const rows = createStemBlock({ ...block, stems: this.#outputs.length });
    for (let channel = 0; channel < block.channels; channel++) {
      for (const [index, output] of this.#outputs.entries()) {
        this.#fill(stemRow(rows, channel, index), output, block, channel);
      }
    }
    this.#mixture?.drop(block.frames);
    this.#meter?.pushStems(rows);
    await this.#sink.write(rows);
  }

  #fill(row: Float32Array, output: MixtureOutput, block: StemBlock, channel: number): void {
    if (output.kind === 'stem') {
      row.set(stemRow(block, channel, output.stem));
      return;
    }
    const mixture = this.#mixture!.peek(channel, block.frames);
    if (output.kind === 'mixture') {
      row.set(mixture);
      return;
    }
    const stems = output.without.map((stem) => stemRow(block, channel, stem));
    for (let frame = 0; frame < row.length; frame++) {
      let rest = mixture[frame]!;
      for (const stem of stems) rest -= this.#stored(stem[frame]!);
      row[frame] = rest;
    }
  }

  commit(): Promise<void> {
    return this.#sink.commit();
  }

  discard(): Promise<void> {
    return this.#sink.discard();
  }
}

function sumsToMixture(outputs: readonly MixtureOutput[]): boolean {
  const rest = outputs.find((output) => output.kind === 'rest');
  const stems = outputs.flatMap((output) => (output.kind === 'stem' ? [output.stem] : []));
  return rest?.without.every((stem) => stems.includes(stem)) === true;
}
