/**
 * The service on Windows: a task of its Task Scheduler, made from XML
 * (https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema), which the scheduler keeps; our file is only what it was
 * made from.
 *
 * A task for the user's own logon needs no administrator where it names the user. Programs read their command line by the rules of
 * CommandLineToArgvW. The scheduler replaces %NAME% by variables, and has no way around that. Node is a program for consoles:
 * conhost gives it one that is not shown.
 */
import path from 'node:path';

import { OperationalError } from '../../operational-error.js';
import { shownValue } from '../../shown-value.js';
import type { StartRecord } from '../start-schema.js';
import type { Surroundings } from '../surroundings.js';
import type { ServiceRecipe } from './service-recipe.js';
import { xmlText } from './xml-text.js';

const TASK = 'Stemwright';
const BYTE_ORDER_MARK = '\ufeff';

/** @param folder of our own, which gets the XML */
export function scheduledTask({ environment }: Surroundings, folder: string): ServiceRecipe {
  const file = path.join(folder, 'scheduled-task.xml');
  return {
    name: `the scheduled task ${TASK}`,
    file,
    content: (start) => Buffer.from(BYTE_ORDER_MARK + taskXml(start, environment), 'utf16le'),
    enable: [
      ['schtasks', '/Create', '/TN', TASK, '/XML', file, '/F'],
      ['schtasks', '/Run', '/TN', TASK],
    ],
    disable: [
      ['schtasks', '/End', '/TN', TASK],
      ['schtasks', '/Delete', '/TN', TASK, '/F'],
    ],
    forget: [],
    ask: ['schtasks', '/Query', '/TN', TASK],
    find: ['schtasks', '/Query', '/TN', TASK],
  };
}

function taskXml(
  { node, program, arguments: args }: StartRecord,
  environment: Surroundings['environment'],
): string {
  const { USERDOMAIN: domain, USERNAME: user = '', SystemRoot: system } = environment;
  const userId = xmlText(domain === undefined ? user : `${domain}\\${user}`);
  const host = path.win32.join(system ?? 'C:\\Windows', 'System32', 'conhost.exe');
  const words = [node, program, ...args].map(windowsArgument);
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Starts Stemwright: stems for your DAW</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <UserId>${userId}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="user">
      <UserId>${userId}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions Context="user">
    <Exec>
      <Command>${xmlText(host)}</Command>
      <Arguments>${xmlText(['--headless', ...words].join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** @throws OperationalError `bad-argument` */
export function windowsArgument(word: string): string {
  if (/%[^%]+%/.test(word)) {
    throw new OperationalError(
      'bad-argument',
      `A scheduled task cannot be told ${shownValue(word)}: Windows reads what stands between two percent signs as a variable. Rename that file or folder.`,
    );
  }
  // backslashes count twice before a quote, and only there
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`;
}
