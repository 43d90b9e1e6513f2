/**
 * The model that is chosen: however many choose at once, one worker is started at a time, and the last choice counts.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { startInference } from '../../src/model/inference-handle.js';
import type { OperationalError } from '../../src/operational-error.js';
import type { EngineOptions } from '../../src/daemon/create-engine.js';
import { withEngine, type EngineUnderTest } from '../support/engine-under-test.js';
import { MODELS_FOLDER } from '../support/gaussian-model.js';
import { repositoryPath } from '../support/repository.js';

/** What was started, in order, and how many starts there were at once at most. */
interface Starts {
  readonly names: string[];
  most: number;
}

/** An engine with real workers, whose starts are counted. */
function withCountedStarts(
  use: (test: EngineUnderTest & { starts: Starts }) => Promise<void>,
): Promise<void> {
  const starts: Starts = { names: [], most: 0 };
  let atOnce = 0;
  const startModel: EngineOptions['startModel'] = async (model) => {
    starts.names.push(model.card.name);
    starts.most = Math.max(starts.most, ++atOnce);
    try {
      return await startInference({ model, provider: 'cpu', threads: 1 });
    } finally {
      atOnce--;
    }
  };
  const modelFolders = [MODELS_FOLDER, repositoryPath('test', 'fixtures', 'models')];
  return withEngine({ startModel, modelFolders }, (test) => use({ ...test, starts }));
}

/** "done", or the code of the error that each ended with. */
async function outcomes(loads: readonly Promise<void>[]): Promise<string[]> {
  const settled = await Promise.allSettled(loads);
  return settled.map((load) =>
    load.status === 'fulfilled' ? 'done' : (load.reason as OperationalError).code,
  );
}

describe('Choosing a model', () => {
  it('two hundred times at once starts the first and the last, one after the other', () =>
    withCountedStarts(async ({ engine, starts }) => {
      const wished = Array.from({ length: 200 }, (_, n) =>
        n % 2 === 0 ? 'gaussian' : 'masked-gaussian',
      );
      const told = await outcomes(wished.map((name) => engine.models.load(name)));
      assert.deepEqual([starts.most, starts.names], [1, ['gaussian', 'masked-gaussian']]);
      assert.equal(engine.status().model, 'masked-gaussian');
      // each is answered; those for the one under way, and for the last, have what they asked for
      assert.deepEqual([told.length, told[0], told.at(-1)], [200, 'done', 'done']);
      assert.deepEqual([...new Set(told)].sort(), ['cancelled', 'done']);
    }));

  it('by the same name at once is one choice', () =>
    withCountedStarts(async ({ engine, starts }) => {
      const loads = Array.from({ length: 50 }, () => engine.models.load('masked-gaussian'));
      assert.deepEqual([...new Set(await outcomes(loads))], ['done']);
      assert.deepEqual(starts.names, ['masked-gaussian']);
    }));

  it('that is chosen already starts nothing', () =>
    withCountedStarts(async ({ engine, starts }) => {
      await engine.models.load('masked-gaussian');
      await engine.models.load('masked-gaussian');
      assert.deepEqual(starts.names, ['masked-gaussian']);
    }));

  it('that cannot be changes nothing, whoever asks before and after', () =>
    withCountedStarts(async ({ engine }) => {
      const names = ['masked-gaussian', 'nonesuch', 'masked-gaussian'];
      const told = await outcomes(names.map((name) => engine.models.load(name)));
      assert.deepEqual(told, ['done', 'model-missing', 'done']);
      assert.equal(engine.status().model, 'masked-gaussian');
    }));

  it('ends when the engine does, for those whose turn has not come', () =>
    withCountedStarts(async ({ engine, starts }) => {
      const loads = ['gaussian', 'masked-gaussian'].map((name) => engine.models.load(name));
      const told = outcomes(loads);
      while (starts.names.length === 0) await new Promise(setImmediate);
      await engine.close();
      assert.equal((await told)[1], 'shutting-down');
    }));
});
