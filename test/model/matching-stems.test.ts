/**
 * Which stems of one model another one knows.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { matchingStems } from '../../src/model/matching-stems.js';
import type { ModelCard } from '../../src/model/model-card.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { repositoryPath } from '../support/repository.js';

type Stems = Pick<ModelCard, 'stems' | 'stemLooks'>;

async function matched(model: Stems, separator: Stems): Promise<Record<string, string[]>> {
  const { card } = await loadModelFolder(repositoryPath('models', 'gaussian'));
  const found = matchingStems({ ...card, ...model }, { ...card, ...separator });
  return Object.fromEntries(
    found.map(({ stem, parts }) => [
      model.stems[stem]!,
      parts.map((part) => separator.stems[part]!),
    ]),
  );
}

describe('The stems of another model', () => {
  it('are known by name, else by an alias on either side, in the order of the model that knows them', async () => {
    const model = {
      stems: ['bass', 'drums', 'piano'],
      stemLooks: { piano: { aliases: ['Keys', 'pno'] } },
    };
    const separator = {
      stems: ['Drums', 'vocals', 'keys', 'low', 'other'],
      stemLooks: { low: { aliases: ['BASS'] } },
    };
    assert.deepEqual(await matched(model, separator), {
      bass: ['low'],
      drums: ['Drums'],
      piano: ['keys'],
    });
  });

  it('may be several for one, and a name goes before an alias', async () => {
    const model = {
      stems: ['guitar', 'lead', 'piano'],
      stemLooks: { guitar: { aliases: ['lead', 'rhythm'] } },
    };
    const separator = { stems: ['guitar', 'rhythm', 'lead'], stemLooks: {} };
    assert.deepEqual(await matched(model, separator), {
      guitar: ['guitar', 'rhythm'],
      lead: ['lead'],
    });
  });

  it('may be none', async () => {
    assert.deepEqual(await matched({ stems: ['bass'] }, { stems: ['vocals', 'other'] }), {});
  });
});
