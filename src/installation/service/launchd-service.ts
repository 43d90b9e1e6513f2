/**
 * The service on macOS: an agent of the user's launchd, a property list in ~/Library/LaunchAgents (launchd.plist(5)).
 */
import path from 'node:path';

import type { StartRecord } from '../start-schema.js';
import type { Surroundings } from '../surroundings.js';
import type { ServiceRecipe } from './service-recipe.js';
import { xmlText } from './xml-text.js';

const LABEL = 'stemwright.daemon';

/** @param userId of who logs in */
export function launchdService({ homeFolder }: Surroundings, userId: number): ServiceRecipe {
  const domain = `gui/${userId}`;
  const file = path.join(homeFolder, 'Library', 'LaunchAgents', `${LABEL}.plist`);
  return {
    name: `the launchd agent ${LABEL}`,
    file,
    content: propertyList,
    enable: [['launchctl', 'bootstrap', domain, file]],
    // "bootout" does not wait for the daemon's end, and "bootstrap" fails until then
    patienceMs: 8000,
    disable: [['launchctl', 'bootout', `${domain}/${LABEL}`]],
    forget: [],
    ask: ['launchctl', 'print', `${domain}/${LABEL}`],
    find: undefined,
  };
}

/** A daemon that finds another one ends with 0, and is left so; one that fails is started again. */
function propertyList({ node, program, arguments: args, logFile }: StartRecord): string {
  const words = [node, program, ...args].map((word) => `    <string>${xmlText(word)}</string>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words.join('')}  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ProcessType</key>
  <string>Interactive</string>
  <key>StandardOutPath</key>
  <string>${xmlText(logFile)}</string>
  <key>StandardErrorPath</key>
  <string>${xmlText(logFile)}</string>
</dict>
</plist>
`;
}
