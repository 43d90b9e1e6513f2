/**
 * The device's JavaScript: the parts of device/ one after the other, as Max's ES5 `js` object reads one file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const HEAD = `/* Made from max-for-live/source/device by "npm run build:m4l": change it there. */
inlets = 1;
outlets = 3;
autowatch = 0;
`;

/** @param folder the repository's max-for-live/source/device */
export function deviceScript(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const parts = names.sort().map((name) => readFileSync(path.join(folder, name), 'utf8'));
  return [HEAD, ...parts].join('\n');
}
