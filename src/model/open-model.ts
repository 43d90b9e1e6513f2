/**
 * Open a model [worker thread], of whichever kind its card says.
 */
import type { LoadedModel } from './model-folder.js';
import { openDenoiser } from './open-denoiser.js';
import type { OpenedModel, OpeningRequest } from './opened-model.js';
import { openSeparator } from './separator/open-separator.js';

/** @throws OperationalError `model-invalid`, `provider-unavailable` */
export function openModel(
  { card, ...model }: LoadedModel,
  request: OpeningRequest,
): Promise<OpenedModel> {
  return card.kind === 'separator'
    ? openSeparator({ ...model, card }, request)
    : openDenoiser({ ...model, card }, request);
}
