/**
 * Open mode: begins what a request asks for, on the thread that it is called on.
 */
import type { LiveRequest } from '../live.js';
import { AccompanyMode } from './accompany/accompany-mode.js';
import { ListenMode } from './listen/listen-mode.js';
import type { ModeParts, RunningMode } from './running-mode.js';
import { SeparateMode } from './separate/separate-mode.js';

/** @throws OperationalError as {@link Live.start} does; nothing is left open then */
export function openMode(request: LiveRequest, parts: ModeParts): Promise<RunningMode> {
  const { mode = { kind: 'separate' } } = request;
  switch (mode.kind) {
    case 'separate':
      return SeparateMode.open(request, parts);
    case 'listen':
      return ListenMode.open(request, parts);
    case 'accompany':
      return AccompanyMode.open(request, mode, parts);
  }
}
