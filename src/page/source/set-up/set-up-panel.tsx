/**
 * Set-up panel: controllers, models, settings, what works on this machine, and what was logged last.
 */
import type { JSX } from 'preact';

import { useShown } from '../store.js';
import { TEXTS } from '../texts.js';
import { MidiTable } from './midi-table.js';
import { ModelList } from './model-list.js';
import { SettingsTable } from './settings-table.js';
import type { SetUpState } from './set-up-state.js';

export function SetUpPanel({ setUp }: { readonly setUp: SetUpState }): JSX.Element {
  const { isOpen, findings, isExamining, log, problems } = useShown(setUp.store);
  return (
    <details
      class="panel"
      open={isOpen}
      onToggle={({ currentTarget }) => {
        setUp.setOpen(currentTarget.open);
      }}
    >
      <summary>
        <h2>{TEXTS.setUp.title}</h2>
      </summary>
      <ModelList setUp={setUp} />
      <MidiTable setUp={setUp} />
      <SettingsTable setUp={setUp} />
      <section aria-labelledby="doctor">
        <h3 id="doctor">{TEXTS.setUp.doctor}</h3>
        <div role="status">
          {problems.doctor !== undefined && <p class="notice">{problems.doctor}</p>}
          {isExamining && <p>{TEXTS.setUp.examining}</p>}
        </div>
        <ul class="list">
          {findings.map(({ part, state, detail }) => (
            <li key={part} data-finding={state}>
              <strong>{part}</strong>: {state}. {detail}
            </li>
          ))}
        </ul>
        <button
          type="button"
          disabled={isExamining}
          onClick={() => {
            setUp.examine();
          }}
        >
          {TEXTS.setUp.examine}
        </button>
      </section>
      <section aria-labelledby="log">
        <h3 id="log">{TEXTS.setUp.log}</h3>
        {problems.log !== undefined && <p class="notice">{problems.log}</p>}
        <ol class="log" tabIndex={0} aria-labelledby="log">
          {log.map(({ time, level, message }, index) => (
            <li key={index} data-level={level}>
              <time dateTime={time}>{new Date(time).toLocaleTimeString()}</time> {level} {message}
            </li>
          ))}
        </ol>
        <button
          type="button"
          onClick={() => {
            setUp.lookAtLog();
          }}
        >
          {TEXTS.setUp.lookAgain}
        </button>
      </section>
    </details>
  );
}
