/**
 * Number form: a number and what is done with it.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

export interface NumberFormProps {
  readonly button: string;
  readonly label: string;
  readonly first: number;
  readonly onNumber: (value: number) => void;
}

export function NumberForm({ button, label, first, onNumber }: NumberFormProps): JSX.Element {
  const [value, setValue] = useState(first);
  return (
    <form
      class="row number"
      onSubmit={(event) => {
        event.preventDefault();
        onNumber(value);
      }}
    >
      <button type="submit">{button}</button>
      <label>
        <input
          type="number"
          min={1}
          max={3600}
          required
          value={value}
          onInput={({ currentTarget }) => {
            setValue(currentTarget.valueAsNumber);
          }}
        />{' '}
        {label}
      </label>
    </form>
  );
}
