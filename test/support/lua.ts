/**
 * The Reaper scripts under plain Lua 5.4: scenarios of test/reaper, each in a process of its own, against a daemon.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before } from 'mocha';

import { withProcess, type ObservedProcess } from './process-output.js';
import { repositoryPath } from './repository.js';
import type { RunningDaemon } from './running-daemon.js';

const LUA = 'lua5.4';

export type ReaperLink = 'udp' | 'cli';

export interface ScenarioOptions {
  readonly daemon: Pick<RunningDaemon, 'runtimeFolder'>;
  /** the project's media, and the home folder of who runs it */
  readonly mediaFolder: string;
  readonly link?: ReaperLink;
  /** more of the environment */
  readonly env?: NodeJS.ProcessEnv;
  /** shell command to run before, in the same shell, e.g. "ulimit -f 100" */
  readonly shellPrefix?: string;
}

/** Skips a suite where Lua or LuaSocket is not installed, which .ci/run takes care of. */
export function needsLua(): void {
  before('Debian’s lua5.4 and lua-socket are installed', function () {
    if (spawnSync(LUA, ['-e', 'require("socket.core")']).status !== 0) this.skip();
  });
}

/** Runs a scenario to its end, which must be a good one. */
export function runScenario(scenario: string, options: ScenarioOptions): Promise<void> {
  return withScenario(scenario, options, async (lua) => {
    assert.equal(await lua.ended(), 0, `${scenario}:\n${lua.output()}`);
  });
}

/** Runs `use` beside a scenario. */
export function withScenario<Result>(
  scenario: string,
  { daemon, mediaFolder, link = 'udp', env = {}, shellPrefix = ':' }: ScenarioOptions,
  use: (lua: ObservedProcess) => Promise<Result>,
): Promise<Result> {
  const environment = {
    ...process.env,
    HOME: mediaFolder,
    XDG_RUNTIME_DIR: daemon.runtimeFolder,
    STAND_IN_MEDIA: mediaFolder,
    STAND_IN_LINK: link,
    STAND_IN_COMMAND: `'${process.execPath}' '${repositoryPath('dist', 'src', 'main.js')}'`,
    ...env,
  };
  const script = repositoryPath('test', 'reaper', 'run.lua');
  const command = ['-c', `${shellPrefix}; exec "$@"`, 'sh', LUA, script, scenario];
  return withProcess('sh', command, use, undefined, environment);
}
