/**
 * Model list: which models there are, under which licence, and which one jobs run on. A model is imported on the command line: it is code
 * that runs as the user, and any program on the machine may speak to the daemon.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import { useShown } from '../store.js';
import { TEXTS } from '../texts.js';
import type { SetUpState } from './set-up-state.js';

export function ModelList({ setUp }: { readonly setUp: SetUpState }): JSX.Element {
  const { models, loaded, problems } = useShown(setUp.store);
  const [path, setPath] = useState('');
  const command = TEXTS.setUp.importCommand(path === '' ? 'PATH' : quotedForShell(path));
  return (
    <section aria-labelledby="models">
      <h3 id="models">{TEXTS.setUp.models}</h3>
      <div role="status">
        {problems.models !== undefined && <p class="notice">{problems.models}</p>}
        {loaded !== undefined && <p>{TEXTS.setUp.loaded(loaded.model, loaded.provider)}</p>}
      </div>
      <ul class="list">
        {models.map(({ name, version, licence, usable, stems, tasks, problem }) => (
          <li key={name} class="row" data-model={name}>
            <span class="grows">
              <strong>{name}</strong>{' '}
              {usable ? TEXTS.setUp.model(version, licence, stems, tasks) : problem}
            </span>
            <button
              type="button"
              disabled={!usable || name === loaded?.model}
              aria-label={TEXTS.setUp.loadOf(name)}
              onClick={() => {
                setUp.loadModel(name);
              }}
            >
              {TEXTS.setUp.load}
            </button>
          </li>
        ))}
      </ul>
      <p class="faint">{TEXTS.setUp.importHelp}</p>
      <div class="row">
        <label class="grows">
          {TEXTS.setUp.importPath}{' '}
          <input
            type="text"
            value={path}
            onInput={({ currentTarget }) => {
              setPath(currentTarget.value);
            }}
          />
        </label>
        <code>{command}</code>
        <button
          type="button"
          onClick={() => {
            void navigator.clipboard.writeText(command);
          }}
        >
          {TEXTS.setUp.copyCommand}
        </button>
      </div>
    </section>
  );
}

/** As a POSIX shell reads it as one word. */
function quotedForShell(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
