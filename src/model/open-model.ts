/**
 * Open a model [worker thread], of whichever kind its card says.
 */
import type { LoadedModel } from './model-folder.js';
import { openModelSession } from './model-session.js';
import type { OpenedModel, OpeningRequest } from './opened-model.js';
import { sampleOnSession } from './sample-on-session.js';
import { openSeparator } from './separator/open-separator.js';

/** @throws OperationalError `model-invalid`, `provider-unavailable` */
export async function openModel(
  { card, ...model }: LoadedModel,
  request: OpeningRequest,
): Promise<OpenedModel> {
  if (card.kind === 'separator') return openSeparator({ ...model, card }, request);
  const { provider, threads } = request;
  const { session, ...chosen } = await openModelSession({ ...model, card }, provider, threads);
  return {
    ...chosen,
    sample({ plan, ...task }, options) {
      if (plan.kind === 'separator') {
        throw new Error(`SamplingTask: ${card.name} is sampled, but the plan is a separator's`);
      }
      return sampleOnSession(session, card, { ...task, plan }, options);
    },
    release: () => session.release(),
  };
}
