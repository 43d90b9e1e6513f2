/**
 * Drop area: recordings are dropped here, chosen as files or named by a path; or a band is generated from nothing.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import { droppedFiles } from './dropped-files.js';
import { NumberForm } from './number-form.js';
import type { PageState } from './page-state.js';
import { TEXTS } from './texts.js';

export function DropArea({ state }: { readonly state: PageState }): JSX.Element {
  const [isOver, setOver] = useState(false);
  const [path, setPath] = useState('');
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
        void state.separate(droppedFiles(event.dataTransfer));
      }}
    >
      <label>
        {TEXTS.drop} {TEXTS.choose}{' '}
        <input
          type="file"
          multiple
          aria-label={TEXTS.chooseLabel}
          onChange={({ currentTarget }) => {
            void state.separate(Promise.resolve([...(currentTarget.files ?? [])]));
            currentTarget.value = '';
          }}
        />
      </label>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (path !== '') state.separatePath(path);
          setPath('');
        }}
      >
        <label class="grows">
          {TEXTS.path}{' '}
          <input
            type="text"
            value={path}
            onInput={({ currentTarget }) => {
              setPath(currentTarget.value);
            }}
          />
        </label>
        <button type="submit">{TEXTS.separate}</button>
      </form>
      <NumberForm
        button={TEXTS.generate}
        label={TEXTS.generateSeconds}
        first={12}
        onNumber={(seconds) => {
          state.generate(seconds);
        }}
      />
    </section>
  );
}
