/**
 * Choice: one of several, with a label.
 */
import type { JSX } from 'preact';

export type Choices = readonly (readonly [value: string, text: string])[];

export interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly choices: Choices;
  readonly onChoose: (value: string) => void;
}

export function Choice({ label, value, choices, onChoose }: ChoiceProps): JSX.Element {
  return (
    <label>
      {label}{' '}
      <select
        value={value}
        onChange={({ currentTarget }) => {
          onChoose(currentTarget.value);
        }}
      >
        {choices.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Those that are shown as they are. */
export function namedChoices(names: readonly string[]): Choices {
  return names.map((name) => [name, name]);
}
