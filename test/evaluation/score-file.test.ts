/**
 * The file of finished scores: what was kept is found, a line that a crash cut short is dropped, and other files are left alone.
 */
import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { openScoreFile } from '../../src/evaluation/score-file.js';
import type { TrackScore } from '../../src/evaluation/score-schema.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const [FIRST, SECOND] = ['a'.repeat(64), 'b'.repeat(64)] as const;

function score(meanDb: number): TrackScore {
  const mean = { windows: 3, meanDb };
  const none = { windows: 0, meanDb: null };
  return {
    stems: [
      { active: mean, paper: mean },
      { active: none, paper: mean },
    ],
    sumErrorDbfs: -141.5,
    separationSeconds: 0.1 + 0.2,
    audioSeconds: 11.9,
  };
}

function withScoreFile(use: (file: string) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'not', 'there', 'yet', 'scores.jsonl');
    const scores = await openScoreFile(file);
    // numbers that no short decimal is
    await scores.keep(FIRST, 'Track00001', score(1 / 3));
    await scores.keep(SECOND, 'Träck 2', score(Math.PI));
    await use(file);
  });
}

describe('A score file', () => {
  it('gives back every score to the bit', () =>
    withScoreFile(async (file) => {
      const scores = await openScoreFile(file);
      assert.deepEqual(scores.find(FIRST), score(1 / 3));
      assert.deepEqual(scores.find(SECOND), score(Math.PI));
      assert.equal(scores.find('c'.repeat(64)), undefined);
    }));

  it('drops a last line that was cut short anywhere, and goes on behind the line before', () =>
    withScoreFile(async (file) => {
      const whole = await readFile(file);
      const lastLine = whole.lastIndexOf('\n', -2) + 1;
      // the second in the middle of a letter
      for (const bytes of [lastLine + 1, lastLine + 86, whole.length - 1]) {
        await writeFile(file, whole);
        await truncate(file, bytes);
        const scores = await openScoreFile(file);
        assert.deepEqual(scores.find(FIRST), score(1 / 3));
        assert.equal(scores.find(SECOND), undefined);
        await scores.keep(SECOND, 'Träck 2', score(Math.PI));
        assert.deepEqual(await readFile(file), whole);
      }
    }));

  it('whose first line was cut short is begun again', () =>
    withScoreFile(async (file) => {
      await truncate(file, 7);
      const scores = await openScoreFile(file);
      await scores.keep(FIRST, 'Track00001', score(2));
      assert.deepEqual((await openScoreFile(file)).find(FIRST), score(2));
    }));

  it('is no file of something else: that is refused, and stays as it was', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'README.md');
      await writeFile(file, '# Mine\n');
      await assert.rejects(openScoreFile(file), {
        code: 'input-format',
        message: /README\.md is no file of scores.*--scores/,
      });
      assert.equal(await readFile(file, 'utf8'), '# Mine\n');
    }));

  it('names the line that is not a score', () =>
    withScoreFile(async (file) => {
      await appendFile(file, '{"key":"a"}\n');
      await assert.rejects(openScoreFile(file), {
        code: 'input-format',
        message: /scores\.jsonl, line 4, is not the score of a track/,
      });
    }));

  it('that cannot be written is refused when it is opened', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'a folder');
      await mkdir(file);
      await assert.rejects(openScoreFile(file), { code: 'output-exists', message: /not a file/ });
    }));
});
