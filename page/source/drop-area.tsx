/**
 * Drop area: recordings are dropped here, or chosen as files.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import type { PageState } from './page-state.js';
import { TEXTS } from './texts.js';

export function DropArea({ state }: { readonly state: PageState }): JSX.Element {
  const [isOver, setOver] = useState(false);
  return (
    <section
      class={isOver ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void state.separate([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <label>
        {TEXTS.drop} {TEXTS.choose}{' '}
        <input
          type="file"
          multiple
          aria-label={TEXTS.chooseLabel}
          onChange={({ currentTarget }) => {
            void state.separate([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
          }}
        />
      </label>
    </section>
  );
}
