/**
 * Open a separator [worker thread]: its networks in sessions of their own on one provider, once it is known that card and graphs go
 * together, and what samples with them.
 *
 * The proof is one evaluation of the smallest chunk the card allows, by each network; on the CPU, which is what is left where others
 * fail, the first chunk that is separated may be it. Views (viewed-denoiser.ts) are those of a denoiser that needs no noise: each
 * hears the mixture at another speed.
 */
import { join } from 'node:path';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';

import { OperationalError } from '../../operational-error.js';
import type { Denoiser } from '../../sampler/denoiser.js';
import { Scratch } from '../../signal/scratch.js';
import { createStemBlock, samplesOf, stemBlockIn } from '../../signal/stem-block.js';
import type { SamplingResult, SamplingTask } from '../inference.js';
import type { LoadedModel } from '../model-folder.js';
import type { Conditions } from '../onnx-denoiser.js';
import { createSessions, type OnnxSession } from '../onnx-session.js';
import type { OpenedModel, OpeningRequest } from '../opened-model.js';
import type { SampleOnSessionOptions } from '../sample-on-session.js';
import { viewedDenoiser } from '../viewed-denoiser.js';
import { bindNetwork, networkDisagreement } from './networks.js';
import { evaluationsOf, separateChunk } from './separator.js';
import type { SeparatorCard } from './separator-card.js';
import type { SeparatorNetwork } from './separator-network.js';

/** as loud as music */
const PROOF_LEVEL = 0.1;

type LoadedSeparator = Pick<LoadedModel, 'folder'> & { readonly card: SeparatorCard };

/** @throws OperationalError `model-invalid`, `provider-unavailable` */
export async function openSeparator(
  { folder, card }: LoadedSeparator,
  { provider, threads, proof }: OpeningRequest,
): Promise<OpenedModel> {
  const graphPaths = card.networks.map(({ graph }) => join(folder, graph));
  const { sessions, ...chosen } = await createSessions(graphPaths, {
    provider,
    threads,
    keepsMemory: false,
    prove: async (opened, on) => {
      for (const [index, session] of opened.entries()) {
        assertAgrees(card, index, graphPaths[index]!, session);
      }
      if (on !== 'cpu' || proof === 'at-once') await evaluateOnce(networksOf(card, opened), card);
    },
  });
  const networks = networksOf(card, sessions);
  return {
    ...chosen,
    sample: (task, options) => sample(networks, sessions, card, task, options),
    release: async () => {
      for (const session of sessions) await session.release();
    },
  };
}

function assertAgrees(
  card: SeparatorCard,
  index: number,
  graphPath: string,
  session: OnnxSession,
): void {
  const network = card.networks[index]!;
  const problem = networkDisagreement({ session, network, card });
  if (problem === undefined) return;
  throw new OperationalError(
    'model-invalid',
    `${graphPath} disagrees with its card (contract "${network.contract}"): ${problem}. Import the graph again with ` +
      '"stemwright models import", or correct the card.',
  );
}

function networksOf(
  card: SeparatorCard,
  sessions: readonly OnnxSession[],
): readonly SeparatorNetwork[] {
  return card.networks.map((network, index) =>
    bindNetwork({ session: sessions[index]!, network, card }),
  );
}

/** Of a tone: zeros would hide a division by zero. */
async function evaluateOnce(
  networks: readonly SeparatorNetwork[],
  card: SeparatorCard,
): Promise<void> {
  const frames = card.chunkFrames.min;
  const tone = new Float32Array(frames).map((_, t) => PROOF_LEVEL * Math.sin(t / 10));
  for (const [index, network] of networks.entries()) {
    const { graph } = card.networks[index]!;
    const outputs = await network.separate(Array.from({ length: card.channels }, () => tone));
    if (!outputs.every((rows) => rows.every((row) => row.every(Number.isFinite)))) {
      throw new Error(`evaluating ${graph} on ${frames} frames gave values that are not finite`);
    }
  }
}

async function sample(
  networks: readonly SeparatorNetwork[],
  sessions: readonly OnnxSession[],
  card: SeparatorCard,
  task: SamplingTask,
  { signal, onProgress, scratch = new Scratch() }: SampleOnSessionOptions,
): Promise<SamplingResult> {
  const { plan, channels, frames, mixture, startFrame } = task;
  if (plan.kind !== 'separator' || mixture === null) {
    throw new Error(`SamplingTask: ${card.name} is a separator: it needs its plan and a mixture`);
  }
  const { multipleOf, min: minFrames } = card.chunkFrames;
  const stems = card.stems.length;
  const evaluations = plan.views * evaluationsOf(card, channels);
  let done = 0;
  const listener = {
    turn: () => eventLoopTurn(),
    signal,
    onEvaluated: () => onProgress?.(++done / evaluations),
  };
  const bind = (heard: Conditions): Denoiser => {
    const chunk = { channels, frames: heard.frames, mixture: heard.mixture!, startFrame };
    return async (x, _sigma, into = createStemBlock(x)) => {
      await separateChunk(networks, card, chunk, into, listener);
      return into;
    };
  };
  const conditions = { channels, frames, mixture, known: null, knownMask: null };
  const views = { views: plan.views, stems, multipleOf, minFrames };
  const denoiser = viewedDenoiser({ ...views, ignoresX: true, conditions, bind, scratch });
  const shape = { channels, stems, frames };
  const nothing = stemBlockIn(scratch.floats('nothing', samplesOf(shape)).fill(0), shape);
  const secondsBefore = secondsIn(sessions);
  const separated = await denoiser(nothing, 0);
  return { stems: separated, evaluations, sessionSeconds: secondsIn(sessions) - secondsBefore };
}

function secondsIn(sessions: readonly OnnxSession[]): number {
  return sessions.reduce((seconds, { runSeconds }) => seconds + runSeconds, 0);
}
