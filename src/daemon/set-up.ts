/**
 * Set-up of a running daemon: looks at the machine, and at the settings that it runs with and would run with; writes what clients may
 * change; knows what was logged last.
 */
import { listAudioDevices } from '../audio/list-audio-devices.js';
import { clientSetting, isClientSetting } from '../config/client-settings.js';
import {
  loadSettings,
  type ConfigSources,
  type LoadedSettings,
} from '../config/setting-sources.js';
import { settingChoices, SETTING_NAMES, SETTINGS } from '../config/settings.js';
import { shownSetting } from '../config/shown-setting.js';
import { writeSetting } from '../config/write-setting.js';
import type { SetUp } from '../control/api/set-up.js';
import type { LogTail } from '../log-tail.js';
import { sharedRuns } from '../model/shared-runs.js';
import { examine } from './examine.js';

export interface SetUpParts {
  /** what the daemon runs with */
  readonly loaded: LoadedSettings;
  /** where that came from, and will come from at the next start */
  readonly sources: ConfigSources;
  readonly logTail: LogTail;
  /** ends what is looked at */
  readonly signal: AbortSignal;
}

export function createSetUp({ loaded, sources, logTail, signal }: SetUpParts): SetUp {
  const { settings, origins } = loaded;
  let written: Promise<void> = Promise.resolve();
  return {
    soundDevices: sharedRuns(() => listAudioDevices(signal)),
    examine: sharedRuns(() => examine(settings, signal)),
    settings: sharedRuns(async () => {
      const next = (await loadSettings(sources)).settings;
      return SETTING_NAMES.map((name) => ({
        name,
        value: shownSetting(name, settings[name]),
        from: origins[name],
        next: shownSetting(name, next[name]),
        open: isClientSetting(name),
        meaning: SETTINGS[name].help,
        choices: settingChoices(name),
      }));
    }),
    async changeSetting(name, text) {
      const setting = clientSetting(name, text);
      // one after the other: each writes the whole file
      written = written.catch(() => undefined).then(() => writeSetting(sources, setting, text));
      await written;
    },
    logLines: () => logTail.lines(),
  };
}
