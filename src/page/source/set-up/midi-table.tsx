/**
 * MIDI table: what each control does, and Learn: the next control that is moved does that, or something else.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import { useShown } from '../store.js';
import { TEXTS } from '../texts.js';
import type { SetUpState } from './set-up-state.js';

export function MidiTable({ setUp }: { readonly setUp: SetUpState }): JSX.Element {
  const { controls, learning, isLearning, problems } = useShown(setUp.store);
  const [request, setRequest] = useState('');
  const requests = [...new Set(controls.map(({ address }) => address))];
  return (
    <section aria-labelledby="midi">
      <h3 id="midi">{TEXTS.setUp.midi}</h3>
      <div role="status">
        {problems.midi !== undefined && <p class="notice">{problems.midi}</p>}
        {learning !== undefined && <p class="notice">{learning}</p>}
        {isLearning && (
          <button
            type="button"
            onClick={() => {
              setUp.cancelLearning();
            }}
          >
            {TEXTS.cancel}
          </button>
        )}
      </div>
      {controls.length > 0 && (
        <div class="wide" tabIndex={0} role="group" aria-labelledby="midi">
          <table>
            <thead>
              <tr>
                <th scope="col">{TEXTS.setUp.control}</th>
                <th scope="col">{TEXTS.setUp.request}</th>
                <th scope="col">{TEXTS.setUp.learn}</th>
              </tr>
            </thead>
            <tbody>
              {controls.map(({ control, address, argument }, index) => {
                const words = [address, ...argument].join(' ');
                return (
                  <tr key={index}>
                    <th scope="row">{control}</th>
                    <td>
                      <code>{words}</code>
                    </td>
                    <td>
                      <button
                        type="button"
                        disabled={isLearning}
                        aria-label={TEXTS.setUp.learnOf(words)}
                        onClick={() => {
                          setUp.learn(address, argument);
                        }}
                      >
                        {TEXTS.setUp.learn}
                      </button>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {controls.length > 0 && (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            const [address = '', ...args] = request.trim().split(/\s+/);
            setUp.learn(address, args);
          }}
        >
          <label class="grows">
            {TEXTS.setUp.otherRequest}{' '}
            <input
              type="text"
              list="requests"
              required
              placeholder="/stemwright/live/mute bass $toggle(0,1)"
              value={request}
              onInput={({ currentTarget }) => {
                setRequest(currentTarget.value);
              }}
            />
          </label>
          <datalist id="requests">
            {requests.map((address) => (
              <option key={address} value={address} />
            ))}
          </datalist>
          <button type="submit" disabled={isLearning}>
            {TEXTS.setUp.learn}
          </button>
        </form>
      )}
    </section>
  );
}
