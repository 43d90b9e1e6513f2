/**
 * Result tools: another name for a result, or away with it into the system's trash.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import type { PageState } from './page-state.js';
import { isRecord } from './read-reply.js';
import type { Result } from './read-results.js';
import { moveRememberedTakes } from './takes.js';
import { TEXTS } from './texts.js';

export interface ResultToolsProps {
  readonly state: PageState;
  readonly result: Result;
  readonly onRenamed: (id: string) => void;
}

export function ResultTools({ state, result, onRenamed }: ResultToolsProps): JSX.Element {
  const { id, folder } = result;
  const [name, setName] = useState(id);
  const address = `/api/results/${encodeURIComponent(id)}`;
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        void state.changeResults(async () => {
          const body = JSON.stringify({ name });
          const response = await state.connection.fetch(`${address}/name`, {
            method: 'POST',
            body,
          });
          const renamed: unknown = await response.json();
          if (!isRecord(renamed) || typeof renamed['id'] !== 'string') return;
          moveRememberedTakes(result, folder.slice(0, -id.length) + renamed['id']);
          onRenamed(renamed['id']);
        });
      }}
    >
      <label class="grows">
        {TEXTS.resultName}{' '}
        <input
          type="text"
          required
          value={name}
          onInput={({ currentTarget }) => {
            setName(currentTarget.value);
          }}
        />
      </label>
      <button type="submit">{TEXTS.rename}</button>
      <button
        type="button"
        onClick={() => {
          if (!confirm(TEXTS.trashQuestion(id))) return;
          void state.changeResults(async () => {
            await state.connection.fetch(`${address}/trash`, { method: 'POST' });
          });
        }}
      >
        {TEXTS.trash}
      </button>
    </form>
  );
}
