/**
 * Reaper's list of actions: our lines go in and come out, and nothing else of the file changes.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import {
  actionOf,
  isAsciiBased,
  withActions,
  withoutActions,
} from '../../src/installation/reaper-action-list.js';

const ACTIONS = ['Cancel', 'Separate selected items'].map((name) =>
  actionOf(`Stemwright/Stemwright - ${name}.lua`),
);
const IDS = ACTIONS.map(({ id }) => id);
/** As Reaper writes it. */
const USERS = [
  'SCR 4 0 RS1ee9bb229dabffe151848d7efa3c10f748e1a1cf "Custom: lyrics.lua" Cockos/lyrics.lua',
  'SCR 4 32060 RS7d3c_1ee9bb229dabffe151848d7efa3c10f748e1a1cf "Custom: lyrics.lua" Cockos/lyrics.lua',
  'ACT 3 0 "c2be895f54a54b079fafb269146a97f3" "Custom: caf\xe9 \\"x\\"" 40626 _RSabc',
  'KEY 1 69 0 0\t\t # Main : E : DISABLED DEFAULT',
];

for (const [kind, end, separator] of [
  ['of Linux and macOS', '\n', '/'],
  ['of Windows', '\r\n', '\\'],
] as const) {
  describe(`Reaper's list of actions, ${kind}`, () => {
    const text = USERS.map((line) => line + end).join('');

    it('gets a line for each action, as Reaper writes them, and keeps every other byte', () => {
      const { text: listed, known } = withActions(text, ACTIONS, separator);
      assert.deepEqual(known, []);
      assert.ok(listed.endsWith(text));
      const lines = listed.slice(0, -text.length).split(end);
      assert.equal(
        lines[0],
        `SCR 4 0 ${IDS[0]!} "Custom: Stemwright - Cancel.lua" "Stemwright${separator}Stemwright - Cancel.lua"`,
      );
      assert.equal(lines.length, 3);
      assert.deepEqual(withoutActions(listed, IDS), { text, shortcuts: 0 });
    });

    it('is the same when they are there already, also where Reaper has moved and rewritten them', () => {
      const { text: listed } = withActions(text, ACTIONS, separator);
      assert.equal(withActions(listed, ACTIONS, separator).text, listed);
      const bySorting = listed.split(end).reverse().slice(1).join(end) + end;
      assert.equal(withActions(bySorting, ACTIONS, separator).text, bySorting);
    });

    it('comes back to the byte where its last line has no end', () => {
      const open = text.slice(0, -end.length);
      const { text: listed } = withActions(open, ACTIONS, separator);
      assert.equal(withoutActions(listed, IDS).text, open);
    });

    it('has no second line for a script that the user has loaded', () => {
      const script = `Stemwright${separator}Stemwright - Cancel.lua`;
      for (const said of [`"${script}"`, `'/a/REAPER/Scripts/${script}'`]) {
        const own = `${text}SCR 4 0 RSown "Custom: Stemwright - Cancel.lua" ${said}${end}`;
        const { text: listed, known } = withActions(own, ACTIONS, separator);
        assert.deepEqual(known, ACTIONS.slice(0, 1));
        assert.ok(!listed.includes(IDS[0]!), listed);
        assert.equal(withoutActions(listed, IDS).text, own);
      }
    });
  });
}

describe("Reaper's list of actions", () => {
  it('gives up a line of ours that leads elsewhere by now', () => {
    const stale = `SCR 4 0 ${IDS[0]!} "Custom: x" Elsewhere/x.lua\n`;
    const { text } = withActions(stale, ACTIONS, '/');
    assert.ok(!text.includes('Elsewhere'));
    assert.equal(text.split('\n').length, 3);
  });

  it('keeps the shortcuts that the user gave our actions, and says how many', () => {
    const keys = `KEY 1 65 _${IDS[1]!} 0\t\t # Main : A\nKEY 1 66 40044 0\n`;
    const { text } = withActions(keys, ACTIONS, '/');
    assert.deepEqual(withoutActions(text, IDS), { text: keys, shortcuts: 1 });
  });

  it('knows an action by its name alone, so that shortcuts hold through updates', () => {
    // as released: a toolbar of a user names it
    assert.equal(IDS[0], actionOf('Elsewhere/Stemwright - Cancel.lua').id);
    assert.match(IDS[0], /^RS[0-9a-f]{40}$/);
    assert.equal(new Set(IDS).size, IDS.length);
  });
});

describe("Reaper's list of actions in other encodings", () => {
  const text = `${USERS.join('\n')}\n`;

  it('keeps a byte order mark of UTF-8 at its beginning, and knows a script behind it', () => {
    const mark = '\xef\xbb\xbf';
    const { text: listed } = withActions(mark + text, ACTIONS, '/');
    assert.ok(listed.startsWith(`${mark}SCR 4 0 ${IDS[0]!}`));
    assert.ok(!listed.slice(mark.length).includes(mark));
    assert.equal(withoutActions(listed, IDS).text, mark + text);
    const loaded = `${mark}SCR 4 0 RSmine "Custom: x" "Stemwright/Stemwright - Cancel.lua"\n`;
    assert.deepEqual(withActions(loaded, ACTIONS, '/').known, ACTIONS.slice(0, 1));
  });

  it('is one that lines can be put into, unless it is UTF-16 or UTF-32', () => {
    assert.ok(isAsciiBased(text));
    assert.ok(isAsciiBased(''));
    assert.ok(!isAsciiBased(Buffer.from(`\ufeff${text}`, 'utf16le').toString('latin1')));
    assert.ok(!isAsciiBased(Buffer.from(text, 'utf16le').toString('latin1')));
    assert.ok(!isAsciiBased('\xfe\xff'));
  });
});
