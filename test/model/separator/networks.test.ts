/** Each contract on the filter bank: a chunk's stems, to its ends, in onnxruntime and by the host's transforms. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { createSession } from '../../../src/model/onnx-session.js';
import { bindNetwork, networkDisagreement } from '../../../src/model/separator/networks.js';
import {
  FILTER_BANK_GRAPHS,
  filterBankBinding,
  filterBankCheck,
} from '../../support/filter-bank.js';

/** Graphs of 32 bits are within 5e-6 of it for noise of full scale (test/fixtures/separators); transforms there and back add 1e-6. */
const CLOSED_FORM = 6e-6;

describe('A separator’s network', () => {
  for (const graph of FILTER_BANK_GRAPHS) {
    it(`gives the closed form of a chunk to its ends: ${graph}`, async () => {
      const { path, network, card } = filterBankBinding(graph);
      const { session } = await createSession(path, {
        provider: 'cpu',
        threads: 1,
        prove: () => Promise.resolve(),
      });
      const binding = { session, network, card };
      assert.equal(networkDisagreement(binding), undefined);
      const { mixture, at, values } = filterBankCheck(graph);
      const stems = await bindNetwork(binding).separate(mixture);
      assert.equal(stems.length, values.length);
      for (const [stem, channels] of values.entries()) {
        for (const [channel, expected] of channels.entries()) {
          for (const [index, frame] of at.entries()) {
            const [got, want] = [stems[stem]![channel]![frame]!, expected[index]!];
            const where = `stem ${stem}, channel ${channel}, frame ${frame}: ${got} and not ${want}`;
            assert.ok(Math.abs(got - want) < CLOSED_FORM, where);
          }
        }
      }
      await session.release();
    });
  }
});
