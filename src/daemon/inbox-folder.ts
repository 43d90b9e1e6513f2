/**
 * Inbox folder: where recordings lie that the page uploads. Clients may name what is in it, as if it were a media root.
 */
import path from 'node:path';

import type { Settings } from '../config/settings.js';

export function inboxFolder({ stateFolder }: Pick<Settings, 'stateFolder'>): string {
  return path.join(stateFolder, 'inbox');
}
