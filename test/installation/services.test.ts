/**
 * What each system is given to start the daemon at login, read back as that system reads it: every word of the command line is what it
 * was, whatever characters it holds.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

import { describe, it } from 'mocha';

import { launchdService } from '../../src/installation/service/launchd-service.js';
import { scheduledTask } from '../../src/installation/service/scheduled-task.js';
import { systemdService } from '../../src/installation/service/systemd-service.js';
import type { StartRecord } from '../../src/installation/start-schema.js';
import { OperationalError } from '../../src/operational-error.js';

const HARD_WORDS = [
  'serve',
  '--unless-running',
  'two words',
  '',
  `it's "quoted"`,
  'back\\slash\\',
  'ends in a quote and \\\\"',
  '100 %, 50 %h and %%',
  '$HOME ${HOME} $$',
  '<a & b>',
  'caf\u00e9 \u97f3\u697d',
  '; # ^ ! ` ~ *',
];

function start(words: readonly string[] = HARD_WORDS): StartRecord {
  return {
    node: '/opt/no%de & "co"/$bin/node',
    program: '/home/Jos\u00e9 & co/100%/dist/src/main.js',
    arguments: [...words],
    tokenFile: null,
    runtimeFile: '/run/user/1000/stemwright/daemon.json',
    logFile: '/home/a <b>/daemon.log',
  };
}

const surroundings = { platform: process.platform, homeFolder: '/home/x' };

describe('The systemd unit', () => {
  const text = (record = start()) =>
    String(systemdService({ ...surroundings, environment: {} }).content(record));

  it('has the command line, by the rules of systemd.service(5)', () => {
    const { node, program, arguments: words } = start();
    const line = /^ExecStart=(.*)$/m.exec(text())![1]!;
    assert.deepEqual(systemdWords(line), [node, program, ...words]);
  });

  it('has one line for the command line, whatever it holds', () => {
    const words = ['new\nline\ttab', 'next\u0085line', '\u{1f3b8}'];
    const line = /^ExecStart=(.*)$/m.exec(text(start(words)))![1]!;
    assert.deepEqual(systemdWords(line).slice(2), words);
  });

  it('refuses names that are no UTF-8, which systemd takes for damage', () => {
    assert.throws(() => text(start(['caf\udce9'])), OperationalError);
  });

  it('starts at login, and again after a failure, but not after it has found another daemon', () => {
    const unit = text();
    assert.match(unit, /\[Install\]\nWantedBy=default\.target\n$/);
    assert.match(unit, /^Restart=on-failure$/m);
  });

  it('lies where systemd looks for units of the user', () => {
    const fileOf = (environment: Record<string, string>) =>
      systemdService({ ...surroundings, environment }).file;
    assert.equal(fileOf({}), '/home/x/.config/systemd/user/stemwright.service');
    assert.equal(fileOf({ XDG_CONFIG_HOME: '/c' }), '/c/systemd/user/stemwright.service');
  });
});

describe('The launchd agent', () => {
  it('is a property list with the command line, as Python reads it', () => {
    const { node, program, arguments: words, logFile } = start();
    const recipe = launchdService({ ...surroundings, environment: {} }, 501);
    const list = pythonJson(
      'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))',
      Buffer.from(recipe.content(start())),
    );
    assert.deepEqual(list, {
      Label: 'stemwright.daemon',
      ProgramArguments: [node, program, ...words],
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ProcessType: 'Interactive',
      StandardOutPath: logFile,
      StandardErrorPath: logFile,
    });
    assert.equal(recipe.file, '/home/x/Library/LaunchAgents/stemwright.daemon.plist');
    assert.deepEqual(recipe.enable, [['launchctl', 'bootstrap', 'gui/501', recipe.file]]);
    assert.deepEqual(recipe.disable, [['launchctl', 'bootout', 'gui/501/stemwright.daemon']]);
  });

  it('refuses what XML cannot say', () => {
    const recipe = launchdService({ ...surroundings, environment: {} }, 501);
    assert.throws(() => recipe.content(start(['a\u0007b'])), OperationalError);
  });
});

describe('The scheduled task', () => {
  const environment = {
    USERDOMAIN: 'STUDIO',
    USERNAME: 'Jos\u00e9 & co',
    SystemRoot: 'C:\\Windows',
  };
  const words = HARD_WORDS.filter((word) => !/%[^%]*%/.test(word));
  const record = { ...start(words), node: 'C:\\Program Files\\nodejs\\node.exe' };
  const recipe = scheduledTask({ ...surroundings, environment }, '/home/x/.config/stemwright');

  it('is XML in UTF-16 with the command line, by the rules of CommandLineToArgvW', () => {
    const read = pythonJson(
      `import json, sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps({e.tag.split('}')[1]: e.text for e in root.iter() if len(e) == 0}))`,
      Buffer.from(recipe.content(record)),
    ) as Record<string, string>;
    assert.equal(read['Command'], 'C:\\Windows\\System32\\conhost.exe');
    assert.deepEqual(windowsWords(read['Arguments']!), [
      '--headless',
      record.node,
      record.program,
      ...words,
    ]);
    assert.equal(read['UserId'], 'STUDIO\\Jos\u00e9 & co');
    assert.equal(read['ExecutionTimeLimit'], 'PT0S');
    assert.equal(read['DisallowStartIfOnBatteries'], 'false');
  });

  it('is registered from its file, and removed by its name', () => {
    assert.deepEqual(recipe.enable[0], [
      ...['schtasks', '/Create', '/TN', 'Stemwright', '/XML', recipe.file, '/F'],
    ]);
    assert.deepEqual(recipe.disable.at(-1), ['schtasks', '/Delete', '/TN', 'Stemwright', '/F']);
  });

  it('refuses what Windows would take for a variable', () => {
    assert.throws(
      () => recipe.content({ ...record, program: 'C:\\%TEMP%\\main.js' }),
      (error: unknown) => error instanceof OperationalError && error.code === 'bad-argument',
    );
  });
});

/**
 * Quotes, escapes ("\x" is a byte, which is a character in ASCII only), specifiers, then variables in all words but the first; as the
 * manual has it.
 */
function systemdWords(line: string): string[] {
  const words: string[] = [];
  for (const [, inner] of line.matchAll(/"((?:[^"\\]|\\.)*)"(?:\s+|$)/g)) {
    const escapes = /\\(?:x([0-7][0-9a-f])|u([0-9a-f]{4})|([^xu]))/g;
    assert.doesNotMatch(inner!.replace(escapes, ''), /\\/);
    const unescaped = inner!.replace(escapes, (_, byte, point, sign) => {
      const hex: unknown = byte ?? point;
      return typeof hex === 'string' ? String.fromCharCode(Number.parseInt(hex, 16)) : String(sign);
    });
    assert.doesNotMatch(unescaped.replaceAll('%%', ''), /%/);
    const plain = unescaped.replaceAll('%%', '%');
    const isPath = words.length === 0;
    if (!isPath) assert.doesNotMatch(plain.replaceAll('$$', ''), /\$/);
    words.push(isPath ? plain : plain.replaceAll('$$', '$'));
  }
  return words;
}

/** https://learn.microsoft.com/windows/win32/api/shellapi/nf-shellapi-commandlinetoargvw */
function windowsWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (!quoted && line[at] === ' ') {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= '';
    let slashes = 0;
    while (line[at] === '\\') {
      slashes++;
      at++;
    }
    if (line[at] === '"') {
      word += '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) word += '"';
      else quoted = !quoted;
    } else {
      word += '\\'.repeat(slashes);
      if (at < line.length && (quoted || line[at] !== ' ')) word += line[at]!;
      else at--;
    }
  }
  return word === undefined ? words : [...words, word];
}

function pythonJson(program: string, input: Buffer): unknown {
  return JSON.parse(execFileSync('python3', ['-c', program], { input, encoding: 'utf8' }));
}
