/**
 * Node's path, as it is kept for later starts. A package manager's Node lies in a folder named after its version, which the next update
 * takes away; the link that leads there stays. Links elsewhere, such as those that version managers make for one shell, do not.
 */
import { realpathSync } from 'node:fs';

const LASTING_LINKS = [
  '/opt/homebrew/bin/node',
  '/usr/local/bin/node',
  '/home/linuxbrew/.linuxbrew/bin/node',
  '/usr/bin/node',
];

export function lastingNodePath(execPath = process.execPath, links = LASTING_LINKS): string {
  return links.find((link) => leadsTo(link, execPath)) ?? execPath;
}

function leadsTo(link: string, file: string): boolean {
  try {
    return realpathSync(link) === realpathSync(file);
  } catch {
    return false;
  }
}
