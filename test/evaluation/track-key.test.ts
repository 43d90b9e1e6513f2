/**
 * When two scores are of the same thing: same settings, same bytes in the same places; names do not count.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, it } from 'mocha';
import { trackKey } from '../../src/evaluation/track-key.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('A track’s key', () => {
  /** by description */
  const keys = new Map<string, string>();

  before(() =>
    withTemporaryFolder(async (folder) => {
      const file = async (name: string, bytes: string) => {
        await writeFile(path.join(folder, name), bytes);
        return path.join(folder, name);
      };
      const [bass, drums, same, joined] = await Promise.all([
        file('bass', 'bass'),
        file('drums', 'drums'),
        file('same', 'bass'),
        file('joined', 'bassdrums'),
      ]);
      const cases: [string, string, string[][][]][] = [
        ['a band', 'x', [[[bass], [drums]]]],
        ['under other names', 'x', [[[same], [drums]]]],
        ['with other settings', 'y', [[[bass], [drums]]]],
        ['with stems exchanged', 'x', [[[drums], [bass]]]],
        ['of one stem of two files', 'x', [[[bass, drums]]]],
        ['of one stem of one file', 'x', [[[joined]]]],
        ['with a silent stem', 'x', [[[bass], [drums], []]]],
        [
          'with predictions',
          'x',
          [
            [[bass], [drums]],
            [[bass], [drums]],
          ],
        ],
      ];
      for (const [name, settings, files] of cases) keys.set(name, await trackKey(settings, files));
    }),
  );

  it('is the same for the same bytes under other names', () => {
    assert.match(keys.get('a band')!, /^[0-9a-f]{64}$/);
    assert.equal(keys.get('under other names'), keys.get('a band'));
  });

  it('is another one where anything else differs', () => {
    assert.equal(new Set(keys.values()).size, keys.size - 1);
  });

  it('cannot be told of a file that cannot be read', async () => {
    await assert.rejects(trackKey('x', [[['/nowhere/bass.wav']]]), {
      code: 'input-unreadable',
      message: /\/nowhere\/bass\.wav/,
    });
  });
});
