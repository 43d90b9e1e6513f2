/** Captures as jobs of the engine: played into a live session, cut, and separated or imputed to like any file. */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import { saveCut } from '../../src/capture/save-cut.js';
import type { JobCommand } from '../../src/jobs/job-command.js';
import type { JobEvent } from '../../src/jobs/job-event.js';
import { readAudio } from '../support/audio-files.js';
import { withEngine, type EngineUnderTest } from '../support/engine-under-test.js';
import { handFedHost, type HandFedHost } from '../support/hand-fed-host.js';
import { LIVE_REQUEST } from '../support/live-request.js';
import { worstDifference } from '../support/planar.js';
import { whiteNoise } from '../support/white-noise.js';

const BLOCK_FRAMES = 512;
const SECONDS = 2;
const ORIGIN = { client: 'test', requestId: 'a' };

interface CapturedTest extends EngineUnderTest {
  readonly host: HandFedHost;
  /** what was played last, and the file that it was captured in, in the folder of the job to be */
  readonly played: Float32Array[];
  readonly file: string;
  readonly settings: Pick<JobCommand, 'sampling' | 'encoding' | 'outputFolder'>;
}

/** Runs `use` when a live session has heard four seconds and the last two of them are captured. */
function withCapture(use: (test: CapturedTest) => Promise<void>): Promise<void> {
  const host = handFedHost();
  return withEngine({ liveRuntime: 'inline', startHost: host.start }, async (test) => {
    const { engine, folder } = test;
    await engine.live.start(LIVE_REQUEST);
    const { rateHz, sampling } = LIVE_REQUEST;
    const rows = [1, 2].map((seed) => whiteNoise(2 * SECONDS * rateHz, seed));
    for (let at = 0; at < rows[0]!.length; at += BLOCK_FRAMES) {
      await host.feed(
        at,
        rows.map((row) => row.slice(at, at + BLOCK_FRAMES)),
      );
    }
    const outputFolder = path.join(folder, 'capture');
    const file = path.join(outputFolder, 'capture.wav');
    await saveCut(await engine.capture.cut({ kind: 'seconds', seconds: SECONDS }), file);
    const played = rows.map((row) => row.slice(-SECONDS * rateHz));
    const settings = { sampling, encoding: 'float32', outputFolder } as const;
    await use({ ...test, host, played, file, settings });
  });
}

function finished(events: readonly JobEvent[]): ReadonlyMap<string, string> {
  return new Map(
    events.flatMap((event) =>
      event.kind === 'stem' && event.finished ? [[event.stem, event.path]] : [],
    ),
  );
}

describe('A captured part', () => {
  it('is separated while live goes on: its stems sum to what was played', () =>
    withCapture(async ({ engine, events, end, host, played, file, settings }) => {
      const jobId = engine.jobs.submit(
        { ...settings, kind: 'separate', input: file, stems: undefined },
        ORIGIN,
      );
      assert.equal((await end(jobId)).kind, 'done');
      assert.equal(host.isClosed, false);
      const stems: (readonly Float32Array[])[] = [];
      for (const stem of finished(events).values()) stems.push((await readAudio(stem)).rows);
      assert.equal(stems.length, 4);
      played.forEach((row, channel) => {
        const sum = row.map((_, n) => stems.reduce((total, rows) => total + rows[channel]![n]!, 0));
        // the stems are 32-bit floats that sum to the input to 2^-25 of full scale; so are the sums
        assert.ok(worstDifference(sum, row) <= 2 ** -23);
      });
      // it stays beside its stems
      assert.deepEqual((await readAudio(file)).rows, played);
    }));

  it('of several stems is imputed to: it is separated first, and what it has of the asked stem is left out', () =>
    withCapture(async ({ engine, events, end, played, file, settings }) => {
      const command = { ...settings, kind: 'impute', generate: ['bass'] } as const;
      const known = { kind: 'mixture', path: file } as const;
      const jobId = engine.jobs.submit({ ...command, known }, ORIGIN);
      const last = await end(jobId);
      assert.ok(last.kind === 'done', JSON.stringify(last));
      assert.deepEqual(last.manifest.inputs, [file]);
      assert.deepEqual([...finished(events).keys()], ['bass']);
      const { rows } = await readAudio(finished(events).get('bass')!);
      assert.equal(rows[0]!.length, played[0]!.length);
      assert.ok(rows[0]!.some((x) => x !== 0));
    }));
});
