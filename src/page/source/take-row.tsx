/**
 * Take row: the takes of a stem side by side: each is heard by a click, where it plays; one can be kept.
 */
import type { JSX } from 'preact';

import { TEXTS } from './texts.js';
import type { Take } from './takes.js';

export interface TakeRowProps {
  /** of the stem */
  readonly label: string;
  /** the first is the one that was separated */
  readonly takes: readonly Take[];
  readonly heard: Take;
  readonly onHear: (take: Take) => void;
  readonly onKeep: () => void;
}

export function TakeRow({ label, takes, heard, onHear, onKeep }: TakeRowProps): JSX.Element {
  return (
    <div class="row" role="group" aria-label={TEXTS.takesOf(label)}>
      {takes.map((take, place) => (
        <button
          key={take.resultId}
          type="button"
          data-result={take.resultId}
          aria-pressed={take.resultId === heard.resultId}
          aria-label={place === 0 ? TEXTS.separatedOf(label) : TEXTS.takeOf(label, place)}
          onClick={() => {
            onHear(take);
          }}
        >
          {place === 0 ? TEXTS.separated : TEXTS.take(place)}
        </button>
      ))}
      <button
        type="button"
        aria-label={TEXTS.keepOf(label)}
        title={TEXTS.keepHelp}
        onClick={onKeep}
      >
        {TEXTS.keep}
      </button>
    </div>
  );
}
