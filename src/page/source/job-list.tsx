/**
 * Job list: what was asked for, with bar, stage, remaining time and Cancel.
 */
import type { JSX } from 'preact';

import type { PageState } from './page-state.js';
import { TEXTS } from './texts.js';
import { hasEnded, type Work } from './work.js';

export function JobList({
  state,
  work,
}: {
  readonly state: PageState;
  readonly work: readonly Work[];
}): JSX.Element {
  return (
    <section aria-labelledby="jobs">
      <h2 id="jobs">{TEXTS.jobs}</h2>
      <ul class="list">
        {work.map((each) => (
          <li key={each.id} class="row" data-state={each.state}>
            <span>{each.name}</span>
            <span class="grows">
              {hasEnded(each) ? (
                each.messages.map((message) => <p key={message}>{message}</p>)
              ) : (
                <progress
                  aria-label={each.name}
                  max={1}
                  value={isWaiting(each) ? 0 : each.fraction}
                />
              )}
            </span>
            <span class="faint">{stateText(each)}</span>
            {each.state === 'waiting' && each.place > 0 && (
              <>
                <button
                  type="button"
                  disabled={each.place === 1}
                  onClick={() => {
                    state.move(each.id, each.place - 1);
                  }}
                >
                  {TEXTS.earlier}
                </button>
                <button
                  type="button"
                  onClick={() => {
                    state.move(each.id, each.place + 1);
                  }}
                >
                  {TEXTS.later}
                </button>
              </>
            )}
            <button
              type="button"
              onClick={() => {
                if (hasEnded(each)) state.dismiss(each.id);
                else state.cancel(each.id);
              }}
            >
              {hasEnded(each) ? TEXTS.dismiss : TEXTS.cancel}
            </button>
          </li>
        ))}
      </ul>
      {work.filter((each) => !hasEnded(each)).length > 1 && (
        <button
          type="button"
          onClick={() => {
            state.cancelAll();
          }}
        >
          {TEXTS.cancelAll}
        </button>
      )}
    </section>
  );
}

/** Nothing moves where nothing is done yet. */
function isWaiting({ state }: Work): boolean {
  return state === 'waiting' || state === 'held';
}

function stateText({ state, stage, place, etaSeconds }: Work): string {
  switch (state) {
    case 'held':
      return TEXTS.held;
    case 'uploading':
      return TEXTS.uploading;
    case 'waiting':
      return TEXTS.waiting(place);
    case 'running': {
      const { stages } = TEXTS;
      const doing = isStage(stage) ? stages[stage] : stages.loading;
      return etaSeconds === undefined ? doing : `${doing}, ${TEXTS.secondsLeft(etaSeconds)}`;
    }
    case 'cancelled':
      return TEXTS.cancelled;
    case 'done':
      return TEXTS.done;
    case 'failed':
      return TEXTS.failed;
  }
}

function isStage(stage: string): stage is keyof typeof TEXTS.stages {
  return Object.hasOwn(TEXTS.stages, stage);
}
