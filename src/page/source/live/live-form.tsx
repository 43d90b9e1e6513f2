/**
 * Live form: with which devices, and as what, a live session is started. What is left as it is, is as the daemon was started with.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import { Choice, namedChoices, type Choices } from '../choice.js';
import type { StemLook } from '../page-state.js';
import { TEXTS } from '../texts.js';
import type { LiveShown } from './live-state.js';

export interface LiveFormProps {
  readonly devices: LiveShown['devices'];
  /** those of the model */
  readonly stems: readonly string[];
  readonly looks: ReadonlyMap<string, StemLook>;
  /** @param options keys and values of the request */
  readonly onStart: (options: readonly (string | number)[]) => void;
  readonly onLookForDevices: () => void;
}

const AS_STARTED = '';
const NO_OUTPUT = 'none';
/** what is played is no stem alone */
const SEVERAL = '';
const MODES = ['separate', 'listen', 'accompany'] as const;
const LAYOUTS = ['mix', 'stems'] as const;
const FIRST_BARS = 8;
const MOST_BARS = 64;
/** as the daemon takes them */
const LEAST_LATENCY_SECONDS = 0.1;
const MOST_LATENCY_SECONDS = 30;

export function LiveForm(props: LiveFormProps): JSX.Element {
  const { devices, stems, looks } = props;
  const [mode, setMode] = useState('separate');
  const [input, setInput] = useState(AS_STARTED);
  const [output, setOutput] = useState(AS_STARTED);
  const [generated, setGenerated] = useState<readonly string[]>([]);
  const [played, setPlayed] = useState(SEVERAL);
  const [bars, setBars] = useState(FIRST_BARS);
  const [layout, setLayout] = useState(AS_STARTED);
  const [latency, setLatency] = useState(AS_STARTED);
  const [isRecorded, setRecorded] = useState(false);
  const inputs = namesOf(devices.filter((device) => device.inputs > 0));
  const outputs = namesOf(devices.filter((device) => device.outputs > 0));
  const shown = (stem: string): [string, string] => [stem, looks.get(stem)?.label ?? stem];
  const hasStems = mode !== 'listen';
  const optionsOf = (): (string | number)[] => [
    ...['mode', mode],
    ...(input === AS_STARTED ? [] : ['input', input]),
    ...(output === AS_STARTED ? [] : ['output', output]),
    ...(hasStems && layout !== AS_STARTED ? ['layout', layout] : []),
    ...(hasStems && latency !== AS_STARTED ? ['latency', Number(latency)] : []),
    ...(hasStems && isRecorded ? ['record', 1] : []),
    ...(mode === 'accompany' ? ['generate', generated.join(','), 'bars', bars] : []),
    ...(mode === 'accompany' && played !== SEVERAL ? ['plays', played] : []),
  ];
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        props.onStart(optionsOf());
      }}
    >
      <Choice
        label={TEXTS.live.mode}
        value={mode}
        onChoose={setMode}
        choices={MODES.map((each) => [each, TEXTS.live.modes[each]])}
      />
      <Choice
        label={TEXTS.live.input}
        value={input}
        onChoose={setInput}
        choices={[[AS_STARTED, TEXTS.live.asStarted], ...inputs]}
      />
      <Choice
        label={TEXTS.live.output}
        value={output}
        onChoose={setOutput}
        choices={[[AS_STARTED, TEXTS.live.asStarted], [NO_OUTPUT, TEXTS.live.noOutput], ...outputs]}
      />
      {mode === 'accompany' && (
        <fieldset class="row">
          <legend>{TEXTS.live.generate}</legend>
          {stems.map((stem) => (
            <label key={stem}>
              <input
                type="checkbox"
                checked={generated.includes(stem)}
                onChange={({ currentTarget }) => {
                  const others = generated.filter((other) => other !== stem);
                  setGenerated(currentTarget.checked ? [...others, stem] : others);
                }}
              />{' '}
              {looks.get(stem)?.label ?? stem}
            </label>
          ))}
          <Choice
            label={TEXTS.live.plays}
            value={played}
            onChoose={setPlayed}
            choices={[[SEVERAL, TEXTS.live.several], ...stems.map(shown)]}
          />
          <label>
            {TEXTS.live.bars}{' '}
            <input
              type="number"
              min={1}
              max={MOST_BARS}
              required
              value={bars}
              onInput={({ currentTarget }) => {
                setBars(currentTarget.valueAsNumber);
              }}
            />
          </label>
        </fieldset>
      )}
      {hasStems && (
        <>
          <Choice
            label={TEXTS.live.layout}
            value={layout}
            onChoose={setLayout}
            choices={[
              [AS_STARTED, TEXTS.live.asStarted],
              ...LAYOUTS.map((each): [string, string] => [each, TEXTS.live.layouts[each]]),
            ]}
          />
          <label>
            {TEXTS.live.latencyLimit}{' '}
            <input
              type="number"
              min={LEAST_LATENCY_SECONDS}
              max={MOST_LATENCY_SECONDS}
              step={LEAST_LATENCY_SECONDS}
              placeholder={TEXTS.live.asStarted}
              value={latency}
              onInput={({ currentTarget }) => {
                setLatency(currentTarget.value);
              }}
            />
          </label>
          <label>
            <input
              type="checkbox"
              checked={isRecorded}
              onChange={({ currentTarget }) => {
                setRecorded(currentTarget.checked);
              }}
            />{' '}
            {TEXTS.live.record}
          </label>
        </>
      )}
      <button type="submit" disabled={mode === 'accompany' && generated.length === 0}>
        {TEXTS.live.start}
      </button>
      <button type="button" onClick={props.onLookForDevices}>
        {TEXTS.live.lookForDevices}
      </button>
    </form>
  );
}

/** Several systems may have devices of one name. */
function namesOf(devices: LiveShown['devices']): Choices {
  return namedChoices([...new Set(devices.map(({ name }) => name))]);
}
