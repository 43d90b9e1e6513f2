/**
 * Drop area: recordings are dropped, chosen as files or named by a path; or a band is generated from nothing. They may be dropped
 * anywhere on the page: a browser would leave the page for a file that misses a smaller place.
 */
import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';

import { areFiles, droppedFiles } from './dropped-files.js';
import { NumberForm } from './number-form.js';
import type { PageState } from './page-state.js';
import { TEXTS } from './texts.js';

export function DropArea({ state }: { readonly state: PageState }): JSX.Element {
  const [isOver, setOver] = useState(false);
  const [path, setPath] = useState('');
  useEffect(() => {
    const listening = new AbortController();
    const on = (type: 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) => {
      const listener = (event: DragEvent) => {
        if (areFiles(event.dataTransfer)) act(event);
      };
      addEventListener(type, listener, { signal: listening.signal });
    };
    on('dragover', (event) => {
      event.preventDefault();
      setOver(true);
    });
    on('dragleave', (event) => {
      // of the page, not of a part of it
      if (event.relatedTarget === null) setOver(false);
    });
    on('drop', (event) => {
      event.preventDefault();
      setOver(false);
      void state.separate(droppedFiles(event.dataTransfer));
    });
    return () => {
      listening.abort();
    };
  }, [state]);
  return (
    <section class={isOver ? 'drop over' : 'drop'}>
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
