/**
 * Settings table: what the daemon runs with, where that comes from, and what it would run with from the next start on. What opens nothing
 * can be changed.
 */
import { useState } from 'preact/hooks';
import type { JSX } from 'preact';

import type { ReplyValues } from '../../../control/api/replies.js';
import { useShown } from '../store.js';
import { TEXTS } from '../texts.js';
import type { SetUpState } from './set-up-state.js';

export function SettingsTable({ setUp }: { readonly setUp: SetUpState }): JSX.Element {
  const { settings, problems } = useShown(setUp.store);
  return (
    <section aria-labelledby="settings">
      <h3 id="settings">{TEXTS.setUp.settings}</h3>
      <p class="faint">{TEXTS.setUp.settingsHelp}</p>
      <div role="status">
        {problems.settings !== undefined && <p class="notice">{problems.settings}</p>}
      </div>
      <div class="wide" tabIndex={0} role="group" aria-labelledby="settings">
        <table>
          <thead>
            <tr>
              <th scope="col">{TEXTS.setUp.setting}</th>
              <th scope="col">{TEXTS.setUp.value}</th>
              <th scope="col">{TEXTS.setUp.from}</th>
              <th scope="col">{TEXTS.setUp.next}</th>
            </tr>
          </thead>
          <tbody>
            {settings.map((setting) => (
              <tr key={setting.name} data-setting={setting.name}>
                <th scope="row" title={setting.meaning}>
                  {setting.name}
                </th>
                <td>{setting.value}</td>
                <td>{setting.from}</td>
                <td>
                  {setting.open ? (
                    <SettingForm key={setting.next} setUp={setUp} setting={setting} />
                  ) : (
                    setting.next
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface SettingFormProps {
  readonly setUp: SetUpState;
  readonly setting: ReplyValues<'setting'>;
}

/** What is shown where there is no value. */
const NONE = '-';

function SettingForm({ setUp, setting }: SettingFormProps): JSX.Element {
  const { name, next, choices } = setting;
  const first = next === NONE ? '' : next;
  const [value, setValue] = useState(first);
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        setUp.changeSetting(name, value === '' ? undefined : value);
      }}
    >
      {choices.length > 0 ? (
        <select
          aria-label={TEXTS.setUp.nextOf(name)}
          value={value}
          onChange={({ currentTarget }) => {
            setValue(currentTarget.value);
          }}
        >
          <option value="">{TEXTS.setUp.asDefault}</option>
          {choices.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      ) : (
        <input
          type="text"
          aria-label={TEXTS.setUp.nextOf(name)}
          value={value}
          onInput={({ currentTarget }) => {
            setValue(currentTarget.value);
          }}
        />
      )}
      <button type="submit" disabled={value === first} aria-label={TEXTS.setUp.saveOf(name)}>
        {TEXTS.setUp.save}
      </button>
    </form>
  );
}
