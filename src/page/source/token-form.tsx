/**
 * Token form: asks for the daemon's token. The tab keeps it as long as it is open.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import type { PageState } from './page-state.js';
import { TEXTS } from './texts.js';

export function TokenForm({ state }: { readonly state: PageState }): JSX.Element {
  const [token, setToken] = useState('');
  return (
    <form
      class="notice row"
      onSubmit={(event) => {
        event.preventDefault();
        state.sendToken(token);
      }}
    >
      <label class="grows">
        {TEXTS.token} {TEXTS.tokenLabel}{' '}
        <input
          type="password"
          autocomplete="off"
          value={token}
          onInput={({ currentTarget }) => {
            setToken(currentTarget.value);
          }}
        />
      </label>
      <button type="submit">{TEXTS.tokenSend}</button>
    </form>
  );
}
