/**
 * Separator: the networks of a card as one function of a chunk, whatever the recording's channels.
 *
 *   mixture [channels][frames] -> stems [channels][stems][frames];   rest = mixture - all other stems
 *
 * Networks of two channels are given channels in pairs, (0, 1), (2, 3), ...; one that is left over goes in twice, and what comes out
 * is averaged. Networks of one channel are given each by itself. Outputs that the card does not name are not looked at.
 */
import { OperationalError, throwIfCancelled } from '../../operational-error.js';
import { type StemBlock, stemRow } from '../../signal/stem-block.js';
import { messageOf } from '../../thrown-error.js';
import type { SeparatorCard } from './separator-card.js';
import type { SeparatorNetwork } from './separator-network.js';

/** A chunk, and where it lies in the recording, at the model's rate. */
export interface SeparatedChunk {
  readonly channels: number;
  readonly frames: number;
  /** [channels][frames] */
  readonly mixture: Float32Array;
  readonly startFrame: number;
}

export interface SeparationListener {
  /** Called before each evaluation, which blocks the thread: whatever is to happen in between. */
  readonly turn: () => Promise<void>;
  readonly signal?: AbortSignal | undefined;
  readonly onEvaluated?: (() => void) | undefined;
}

type SeparationCard = Pick<
  SeparatorCard,
  'channels' | 'networks' | 'rest' | 'sampleRateHz' | 'stems'
>;

/** How many evaluations a chunk of so many channels takes. */
export function evaluationsOf({ channels, networks }: SeparationCard, ofChunk: number): number {
  return networks.length * Math.ceil(ofChunk / channels);
}

/**
 * @param networks in the order of the card's
 * @param into [channels][stems][frames], written to
 * @throws OperationalError `cancelled`; `inference-failed` naming the chunk: an evaluation failed, or gave what is not finite
 */
export async function separateChunk(
  networks: readonly SeparatorNetwork[],
  card: SeparationCard,
  chunk: SeparatedChunk,
  into: StemBlock,
  { turn, signal, onEvaluated }: SeparationListener,
): Promise<void> {
  const { channels, frames } = chunk;
  const rows = Array.from({ length: channels }, (_, channel) =>
    chunk.mixture.subarray(channel * frames, (channel + 1) * frames),
  );
  for (let first = 0; first < channels; first += card.channels) {
    const group = rows.slice(first, first + card.channels);
    // a channel that is alone is both left and right
    const heard = Array.from({ length: card.channels }, (_, index) => group[index] ?? group[0]!);
    for (const [index, network] of networks.entries()) {
      await turn();
      throwIfCancelled(signal);
      const outputs = await evaluated(network, heard, () => chunkName(card, index, chunk));
      for (const [place, stem] of card.networks[index]!.stems.entries()) {
        if (stem === null) continue;
        const output = outputs[place]!;
        if (!output.every(isFinite)) throw notFinite(stem, chunkName(card, index, chunk));
        const target = (channel: number) =>
          stemRow(into, first + channel, card.stems.indexOf(stem));
        if (group.length === output.length)
          output.forEach((row, channel) => {
            target(channel).set(row);
          });
        else writeMean(output, target(0));
      }
      onEvaluated?.();
    }
  }
  if (card.rest !== undefined) writeRest(rows, into, card.stems.indexOf(card.rest));
}

async function evaluated(
  network: SeparatorNetwork,
  heard: readonly Float32Array[],
  name: () => string,
): Promise<readonly (readonly Float32Array[])[]> {
  try {
    return await network.separate(heard);
  } catch (error) {
    throw new OperationalError(
      'inference-failed',
      `${name()} cannot be evaluated: ${messageOf(error).trim()}. Choose the provider cpu if memory ran out.`,
      { cause: error },
    );
  }
}

function isFinite(row: Float32Array): boolean {
  return row.every(Number.isFinite);
}

function notFinite(stem: string, name: string): OperationalError {
  return new OperationalError(
    'inference-failed',
    `${name} gives numbers for ${stem} that are not finite. Nothing of it is kept: export the network anew in float32, or try the ` +
      'provider cpu.',
  );
}

/** "The network vocals.onnx on the chunk from 7.80 s to 15.60 s" */
function chunkName(
  { networks, sampleRateHz }: SeparationCard,
  network: number,
  { startFrame, frames }: SeparatedChunk,
): string {
  const [from, to] = [startFrame, startFrame + frames].map((frame) =>
    (frame / sampleRateHz).toFixed(2),
  );
  return `The network ${networks[network]!.graph} on the chunk from ${from} s to ${to} s`;
}

function writeMean(rows: readonly Float32Array[], target: Float32Array): void {
  for (let t = 0; t < target.length; t++) {
    let sum = 0;
    for (const row of rows) sum += row[t]!;
    target[t] = sum / rows.length;
  }
}

function writeRest(mixture: readonly Float32Array[], block: StemBlock, rest: number): void {
  for (const [channel, row] of mixture.entries()) {
    const others = Array.from({ length: block.stems }, (_, stem) => stemRow(block, channel, stem));
    const [target] = others.splice(rest, 1);
    for (let t = 0; t < row.length; t++) {
      let left = row[t]!;
      for (const other of others) left -= other[t]!;
      target![t] = left;
    }
  }
}
