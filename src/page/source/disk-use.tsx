/**
 * Disk use: what results, captures and the inbox take on disk, asked for when it is opened.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import type { PageState } from './page-state.js';
import { isRecord } from './read-reply.js';
import { bytesText, TEXTS } from './texts.js';

interface Use {
  readonly what: keyof typeof TEXTS.diskUses;
  readonly folder: string;
  readonly bytes: number;
}

const USES = ['results', 'captures', 'inbox'] as const;

export function DiskUse({ state }: { readonly state: PageState }): JSX.Element {
  const [uses, setUses] = useState<readonly Use[]>([]);
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (!currentTarget.open) return;
        void state.attempt(async () => {
          const response = await state.connection.fetch('/api/disk');
          setUses(readUses(await response.json()));
        });
      }}
    >
      <summary>{TEXTS.disk}</summary>
      <ul class="list">
        {uses.map(({ what, folder, bytes }) => (
          <li key={what}>
            {TEXTS.diskUses[what]}: {bytesText(bytes)} <span class="faint">{folder}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Those that are none are left out. */
function readUses(value: unknown): readonly Use[] {
  return USES.flatMap((what) => {
    const use = isRecord(value) ? value[what] : undefined;
    if (!isRecord(use)) return [];
    const { folder, bytes } = use;
    return typeof folder === 'string' && typeof bytes === 'number' ? [{ what, folder, bytes }] : [];
  });
}
