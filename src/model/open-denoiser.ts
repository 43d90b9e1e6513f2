/**
 * Open a denoiser [worker thread]: what samples with its graph, or with the second one that its card names.
 *
 * Many sessions only separate, many only impute: where there are two graphs, the second is proven at once, and the first is opened by
 * the first task that needs it, on the same provider. Each holds some 100 MB.
 */
import type { DenoiserCard } from './denoiser-card.js';
import type { LoadedModel } from './model-folder.js';
import { openModelSession, openSeparationSession } from './model-session.js';
import { separatesInOneStep } from './one-step-separation.js';
import type { ProvenSession } from './onnx-session.js';
import type { OpenedModel, OpeningRequest } from './opened-model.js';
import { sampleOnSession } from './sample-on-session.js';
import { separateOnSession } from './separate-on-session.js';

type LoadedDenoiser = Pick<LoadedModel, 'folder' | 'graphPath'> & { readonly card: DenoiserCard };

/** @throws OperationalError `model-invalid`, `provider-unavailable`; where the first graph is opened later, its `sample` does */
export async function openDenoiser(
  model: LoadedDenoiser,
  { provider: preference, threads }: Omit<OpeningRequest, 'proof'>,
): Promise<OpenedModel> {
  const { card } = model;
  const { hops = [], graph } = card.separation ?? {};
  const separation =
    graph === undefined
      ? undefined
      : await openSeparationSession(model, graph, preference, threads);
  let whole: Promise<ProvenSession> | undefined;
  const opened = async (): Promise<ProvenSession> => {
    whole ??= openModelSession(model, separation?.provider ?? preference, threads);
    try {
      return await whole;
    } catch (error) {
      // what is missing now, as memory, may be there for the next task
      whole = undefined;
      throw error;
    }
  };
  const { provider, notes } = separation ?? (await opened());
  return {
    provider,
    notes,
    async sample({ plan, ...task }, options) {
      if (plan.kind === 'separator') {
        throw new Error(`SamplingTask: ${card.name} is sampled, but the plan is a separator's`);
      }
      const { mixture, known } = task;
      if (separation !== undefined && mixture !== null && known === null) {
        if (separatesInOneStep(card, plan)) {
          const { session } = separation;
          return separateOnSession(session, { ...card, hops }, { ...task, plan, mixture }, options);
        }
      }
      const { session } = await opened();
      return sampleOnSession(session, card, { ...task, plan }, options);
    },
    async release() {
      await separation?.session.release();
      await (await whole)?.session.release();
    },
  };
}
