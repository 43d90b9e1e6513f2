/**
 * The service on Linux: a unit of the user's systemd, https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html.
 *
 * In a command line of a unit, words may stand in double quotes with the escapes of C; "%" begins a specifier everywhere, and "$" a
 * variable in all words but the program's path.
 */
import path from 'node:path';

import { OperationalError } from '../../operational-error.js';
import { shownValue } from '../../shown-value.js';
import type { StartRecord } from '../start-schema.js';
import type { Surroundings } from '../surroundings.js';
import type { ServiceRecipe } from './service-recipe.js';

const UNIT = 'stemwright.service';

export function systemdService({ homeFolder, environment }: Surroundings): ServiceRecipe {
  const config = environment['XDG_CONFIG_HOME'] ?? path.join(homeFolder, '.config');
  const systemctl = (...words: string[]) => ['systemctl', '--user', ...words] as const;
  return {
    name: `the systemd unit ${UNIT}`,
    file: path.join(config, 'systemd', 'user', UNIT),
    content: unitText,
    // "restart" starts one that does not run
    enable: [systemctl('daemon-reload'), systemctl('enable', UNIT), systemctl('restart', UNIT)],
    disable: [systemctl('disable', '--now', UNIT)],
    forget: [systemctl('daemon-reload')],
    ask: systemctl('is-active', '--quiet', UNIT),
    find: undefined,
  };
}

/** A daemon that finds another one ends with 0, and is left so; one that fails is started again. */
function unitText({ node, program, arguments: args }: StartRecord): string {
  const words = [quoted(node), ...[program, ...args].map((word) => quoted(word, ['$']))];
  return `# made by "stemwright service install", and removed by "stemwright service remove"
[Unit]
Description=Stemwright: stems for your DAW

[Service]
ExecStart=${words.join(' ')}
Restart=on-failure
RestartSec=10

[Install]
WantedBy=default.target
`;
}

/**
 * @param doubled what stands for itself only twice, besides "%"
 * @throws OperationalError `bad-argument` for bytes that are no UTF-8, which systemd refuses
 */
function quoted(word: string, doubled: readonly string[] = []): string {
  if (/\p{Cs}/u.test(word)) {
    throw new OperationalError(
      'bad-argument',
      `A service cannot be told ${shownValue(word)}: there is a byte in it that is no UTF-8. Rename that file or folder.`,
    );
  }
  const escaped = word.replace(/[\\"\p{Cc}]/gu, (character) =>
    character === '\\' || character === '"' ? `\\${character}` : codePoint(character),
  );
  const text = ['%', ...doubled].reduce((all, sign) => all.split(sign).join(sign + sign), escaped);
  return `"${text}"`;
}

/** Beyond ASCII in four digits: two would be one byte. */
function codePoint(character: string): string {
  const code = character.charCodeAt(0);
  const [escape, digits] = code < 0x80 ? ['x', 2] : ['u', 4];
  return `\\${escape}${code.toString(16).padStart(digits, '0')}`;
}
