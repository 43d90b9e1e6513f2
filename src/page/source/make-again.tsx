/**
 * Make again: has a result made once more, with another preset, model or seed.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import { Choice, namedChoices } from './choice.js';
import type { Origin } from './read-results.js';
import type { Sampling } from './repeat-request.js';
import { TEXTS } from './texts.js';

const PRESETS = namedChoices(['draft', 'standard', 'best']);
/** as the daemon takes them */
const SEEDS = 2 ** 32;

export interface MakeAgainProps {
  readonly origin: Origin;
  /** names of those that can be used */
  readonly models: readonly string[];
  readonly onMake: (sampling: Sampling, model: string) => void;
}

export function MakeAgain({ origin, models, onMake }: MakeAgainProps): JSX.Element {
  const [preset, setPreset] = useState<string>('standard');
  const [model, setModel] = useState(origin.model);
  const [seed, setSeed] = useState(origin.seed);
  const names = models.includes(origin.model) ? models : [origin.model, ...models];
  const modelChoices = namedChoices(names);
  return (
    <details>
      <summary>{TEXTS.makeAgain}</summary>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          onMake({ preset, seed }, model);
        }}
      >
        <Choice label={TEXTS.preset} value={preset} choices={PRESETS} onChoose={setPreset} />
        <Choice
          label={TEXTS.modelForAll}
          value={model}
          choices={modelChoices}
          onChoose={setModel}
        />
        <label>
          {TEXTS.seed}{' '}
          <input
            type="number"
            min={0}
            max={SEEDS - 1}
            required
            value={seed}
            onInput={({ currentTarget }) => {
              setSeed(currentTarget.valueAsNumber);
            }}
          />
        </label>
        <button type="submit">{TEXTS.make}</button>
      </form>
    </details>
  );
}
