/**
 * Stem actions: what can be done with a stem's file, and the stem imputed anew.
 */
import type { JSX } from 'preact';

import type { TakeAway, Wanted } from './take-away.js';
import type { Take } from './takes.js';
import { TEXTS } from './texts.js';

export interface StemActionsProps {
  readonly label: string;
  readonly take: Take;
  readonly takeAway: TakeAway;
  /** undefined: the result is not done yet */
  readonly onImpute: (() => void) | undefined;
}

export function StemActions({ label, take, takeAway, onImpute }: StemActionsProps): JSX.Element {
  const { resultId, sound } = take;
  return (
    <>
      <button
        type="button"
        aria-label={TEXTS.downloadOf(label)}
        onClick={() => void takeAway.download(wantedOf(take))}
      >
        {TEXTS.download}
      </button>
      <button
        type="button"
        aria-label={TEXTS.copyPathOf(label)}
        onClick={() => void takeAway.copyPath(sound.path)}
      >
        {TEXTS.copyPath}
      </button>
      <button
        type="button"
        aria-label={TEXTS.showOf(label)}
        onClick={() => void takeAway.show(resultId, sound.stem)}
      >
        {TEXTS.show}
      </button>
      {onImpute !== undefined && (
        <button type="button" aria-label={TEXTS.imputeOf(label)} onClick={onImpute}>
          {TEXTS.impute}
        </button>
      )}
    </>
  );
}

export function wantedOf({ resultId, sound }: Take): Wanted {
  return { result: resultId, stem: sound.stem };
}
