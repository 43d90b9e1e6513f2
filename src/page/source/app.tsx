/**
 * App: the page as a whole.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import { DiskUse } from './disk-use.js';
import { DropArea } from './drop-area.js';
import { JobList } from './job-list.js';
import { Listen } from './listen.js';
import { LivePanel } from './live/live-panel.js';
import type { LiveState } from './live/live-state.js';
import type { PageState } from './page-state.js';
import { ResultTools } from './result-tools.js';
import { SetUpPanel } from './set-up/set-up-panel.js';
import type { SetUpState } from './set-up/set-up-state.js';
import { useShown } from './store.js';
import { TEXTS } from './texts.js';
import { TokenForm } from './token-form.js';

export interface AppProps {
  readonly state: PageState;
  readonly live: LiveState;
  readonly setUp: SetUpState;
}

export function App({ state, live, setUp }: AppProps): JSX.Element {
  const shown = useShown(state.store);
  const [chosenId, choose] = useState<string>();
  const { isConnected, needsToken, work, results, problem } = shown;
  // takes of a stem are heard where the others are
  const listed = results.filter(({ takeOf }) => !results.some(({ id }) => id === takeOf));
  const chosen = listed.find(({ id }) => id === chosenId) ?? listed[0];
  return (
    <main>
      <h1>{TEXTS.title}</h1>
      <div role="status">
        {!isConnected && <p class="notice">{TEXTS.lost}</p>}
        {problem !== undefined && (
          <p class="notice row">
            <span class="grows">{problem}</span>
            <button
              type="button"
              onClick={() => {
                state.dismissProblem();
              }}
            >
              {TEXTS.dismiss}
            </button>
          </p>
        )}
      </div>
      {needsToken && <TokenForm state={state} />}
      <DropArea state={state} />
      {work.length > 0 && <JobList state={state} work={work} />}
      <section aria-labelledby="results">
        <h2 id="results">{TEXTS.results}</h2>
        {results.length === 0 && <p class="faint">{TEXTS.noResults}</p>}
        <div class="row">
          {listed.map(({ id }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === chosen?.id}
              onClick={() => {
                choose(id);
              }}
            >
              {id}
            </button>
          ))}
        </div>
      </section>
      <section aria-label={TEXTS.kept}>
        {chosen?.isFinished === true && (
          <ResultTools key={chosen.id} state={state} result={chosen} onRenamed={choose} />
        )}
        <DiskUse state={state} />
      </section>
      {chosen !== undefined && chosen.stems.length > 0 && (
        <Listen
          key={chosen.id}
          state={state}
          result={chosen}
          shown={shown}
          onUse={() => {
            choose(chosen.id);
          }}
        />
      )}
      {chosen?.isFinished === true && chosen.stems.length === 0 && (
        <p class="faint">{TEXTS.noSounds}</p>
      )}
      <LivePanel live={live} looks={shown.looks} />
      <SetUpPanel setUp={setUp} />
    </main>
  );
}
