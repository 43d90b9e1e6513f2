/**
 * Jobs over OSC: requests become engine commands, engine events become replies to those who should hear them.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';

import { oscFloat, oscInt, oscMessage, oscString } from '../../support/osc-bytes.js';
import { answer, answers, request } from '../../support/osc-dialogue.js';
import type { Probe } from '../../support/osc-probes.js';
import { manifestOf } from '../../support/osc-recording-engine.js';
import { withOscServer } from '../../support/osc-test-server.js';
import { presetSampling } from '../../../src/sampling/sampling-settings.js';

const DEFAULT_SAMPLING = {
  ...presetSampling('standard', 0),
};

describe('OSC requests for jobs', () => {
  it('job/list: one reply a job, with who asked for it; job/move: by the client’s own id or the job’s', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      const origin = { client: 'midi LPD8', requestId: 'midi-1' };
      engine.summaries = [
        {
          jobId: 'job-9',
          origin,
          kind: 'separate',
          inputs: ['/song.wav'],
          state: 'running',
          place: 0,
          fraction: 0.5,
        },
        {
          jobId: 'job-1',
          origin: { client: 'osc', requestId: 7 },
          kind: 'generate',
          inputs: [],
          state: 'waiting',
          place: 1,
          fraction: undefined,
        },
      ];
      probe.send(request('job/list', 'l'));
      assert.deepEqual(await answers(probe, 3), [
        ['job/list.reply', 'l', 'job-9', 'separate', 'running', 0, 0.5, 'midi-1', 'midi LPD8'],
        ['job/list.reply', 'l', 'job-1', 'generate', 'waiting', 1, -1, 7, 'osc'],
        ['done', 'l'],
      ]);
      probe.send(request('generate', 7, 1));
      await answers(probe, 2);
      probe.send(request('job/move', 'm', 7, 2));
      probe.send(request('job/move', 'm', 'job-9', 1));
      assert.deepEqual(await answers(probe, 2), [
        ['done', 'm'],
        ['done', 'm'],
      ]);
      assert.deepEqual(engine.moved, [
        { jobId: 'job-1', place: 2 },
        { jobId: 'job-9', place: 1 },
      ]);
      probe.send(request('job/move', 'm', 'job-9', 0));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'm', 'bad-argument']);
    });
  });

  it('separate: source, options in any order, and where it came from', async () => {
    await withOscServer(async ({ udp, engine, folder }) => {
      const input = path.join(folder, 'Café 音.wav');
      await writeFile(input, 'audio');
      const probe = await udp();
      const options = ['steps', 4, 'stems', 'bass, drums', 'preset', 'best', 'posterior', 'dirac'];
      const others = ['seed', 7, 'format', 'flac'];
      probe.send(
        request('separate', 'take 1', input, ...options, 'correction', 2, 'views', 3, ...others),
      );
      assert.deepEqual(await answer(probe), ['ack', 'take 1', 'job-1']);
      assert.deepEqual(engine.submitted, [
        {
          command: {
            kind: 'separate',
            input,
            stems: ['bass', 'drums'],
            sampling: {
              preset: 'best',
              steps: 4,
              solver: undefined,
              posterior: 'dirac',
              resamplings: 2,
              views: 3,
              seed: 7,
            },
            minus: undefined,
            two: undefined,
            encoding: 'float32',
            format: 'flac',
            outputFolder: '/stems/Café 音',
            inputsWithin: [folder, '/stems/Café 音'],
          },
          origin: { client: `osc udp 127.0.0.1:${probe.port}`, requestId: 'take 1' },
        },
      ]);
    });
  });

  it('impute: a folder of stems', async () => {
    await withOscServer(async ({ udp, engine, folder }) => {
      const song = path.join(folder, 'song');
      await mkdir(song);
      const probe = await udp();
      probe.send(request('impute', 1, song, 'bass'));
      assert.deepEqual(await answer(probe), ['ack', 1, 'job-1']);
      assert.deepEqual(engine.submitted[0]?.command, {
        kind: 'impute',
        known: { kind: 'folder', folder: song },
        generate: ['bass'],
        sampling: DEFAULT_SAMPLING,
        encoding: 'float32',
        format: 'wav',
        outputFolder: '/stems/song',
        inputsWithin: [folder, '/stems/song'],
      });
    });
  });

  it('impute: stems in files of any name', async () => {
    await withOscServer(async ({ udp, engine, folder }) => {
      const [first, second] = [path.join(folder, 'a=b.wav'), path.join(folder, 'c.wav')];
      await writeFile(first, 'x');
      await writeFile(second, 'x');
      const probe = await udp();
      probe.send(request('impute', 1, `drums=${first}`, 'bass', 'known', `piano=${second}`));
      await answer(probe);
      const command = engine.submitted[0]?.command;
      const files = [
        { stem: 'drums', path: first },
        { stem: 'piano', path: second },
      ];
      assert.deepEqual(command?.kind === 'impute' && command.known, { kind: 'files', files });
      probe.send(request('impute', 2, `bass=${first}`, 'bass'));
      assert.match(String((await answersUntilError(probe))[3]), /both given and to be generated/);
    });
  });

  it('separate and impute: a part of each input, which is in the folder’s name', async () => {
    await withOscServer(async ({ udp, engine, folder }) => {
      const input = path.join(folder, 'song.wav');
      await writeFile(input, 'audio');
      const probe = await udp();
      probe.send(request('separate', 1, input, 'from', 12.5, 'to', 20));
      await answers(probe, 2);
      probe.send(request('impute', 2, `drums=${input}`, 'bass', 'from', 0, 'to', 2.5));
      await answers(probe, 2);
      const commands = engine.submitted.map(({ command }) => command);
      assert.deepEqual(
        commands.map((command) => [
          ...(command.kind === 'generate' ? [] : [command.from, command.to]),
          command.outputFolder,
        ]),
        [
          [12.5, 20, '/stems/song 12.5-20'],
          [0, 2.5, '/stems/song 0-2.5'],
        ],
      );
      for (const options of [
        ['from', 3, 'to', 3],
        ['from', -1],
        ['to', 0],
      ]) {
        probe.send(request('separate', 3, input, ...options));
        assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 3, 'bad-argument']);
      }
      assert.equal(engine.submitted.length, 2);
    });
  });

  it('continue: a folder of stems or files, so many seconds on', async () => {
    await withOscServer(async ({ udp, engine, folder }) => {
      const song = path.join(folder, 'song');
      await mkdir(song);
      const bass = path.join(folder, 'take.wav');
      await writeFile(bass, 'audio');
      const probe = await udp();
      probe.send(request('continue', 1, song, 8, 'generate', 'bass', 'to', 30));
      assert.deepEqual((await answers(probe, 2))[0], ['ack', 1, 'job-1']);
      assert.deepEqual(engine.submitted[0]?.command, {
        kind: 'continue',
        known: { kind: 'folder', folder: song },
        generate: ['bass'],
        seconds: 8,
        to: 30,
        sampling: DEFAULT_SAMPLING,
        encoding: 'float32',
        format: 'wav',
        outputFolder: '/stems/song 0-30 continued 8',
        inputsWithin: [folder, '/stems/song 0-30 continued 8'],
      });
      probe.send(request('continue', 2, `bass=${bass}`, 0.5));
      await answers(probe, 2);
      const command = engine.submitted[1]?.command;
      assert.deepEqual(command?.kind === 'continue' && [command.known, command.generate], [
        { kind: 'files', files: [{ stem: 'bass', path: bass }] },
        [],
      ]);
      probe.send(request('continue', 3, song, 0));
      assert.match(String((await answersUntilError(probe))[3]), /"seconds" to be a number above 0/);
    });
  });

  it('generate: numbers of any OSC type', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      // Pd has only floats
      const [id, seconds, steps] = [oscFloat(3), oscInt(8), oscFloat(20)];
      probe.send(
        oscMessage('/stemwright/generate', 'fisf', id, seconds, oscString('steps'), steps),
      );
      assert.deepEqual(await answer(probe), ['ack', 3, 'job-1']);
      const command = engine.submitted[0]?.command;
      assert.equal(command?.kind === 'generate' && command.seconds, 8);
      assert.equal(command?.sampling.steps, 20);
    });
  });

  it('are refused before they reach the engine when an argument is wrong', async () => {
    await withOscServer(async ({ udp, engine, folder }) => {
      const probe = await udp();
      const missing = path.join(folder, 'missing.wav');
      const refused: readonly [Buffer, string, RegExp][] = [
        [request('separate', 'id'), 'bad-argument', /Expected id source; "source" is missing/],
        [request('separate', 'id', missing), 'input-missing', /There is no file/],
        [request('separate', 'id', '/etc/passwd'), 'not-allowed', /outside the media roots/],
        [request('separate', 'id', 'song.wav'), 'bad-argument', /absolute path of a file/],
        [request('separate', 'id', folder), 'bad-argument', /Expected a file, but .* is a folder/],
        [request('impute', 'id', missing, 'bass'), 'input-missing', /There is no file or folder/],
        [request('generate', 'id', 1, 'format', 'stem.mp4'), 'bad-argument', /wav, flac, mp3, m4a/],
        [request('impute', 'id', folder, 'bass', 'known', 'x=/y'), 'bad-argument', /got both/],
        [request('impute', 'id', folder, 'bass,bass'), 'bad-argument', /names separated by commas/],
        [request('generate', 'id', 0), 'bad-argument', /above 0, at most 3600, got 0/],
        [request('generate', 'id', 1, 'steps'), 'bad-argument', /option "steps" has no value/],
        [request('generate', 'id', 1, 'steps', 1.5), 'bad-argument', /whole number from 1/],
        [request('generate', 'id', 1, 'speed', 1), 'bad-argument', /option key \(preset, steps/],
        [request('generate', 'id', 1, 'seed', 1, 'seed', 2), 'bad-argument', /given twice/],
        [request('generate', 'id', 1, 'preset', 'fast'), 'bad-argument', /draft, standard, best/],
        [request('cancel', 'id', 'job-9'), 'job-unknown', /job-9/],
      ];
      for (const [packet, code, sentence] of refused) {
        probe.send(packet);
        const reply = await answer(probe);
        assert.deepEqual(reply.slice(0, 3), ['error', 'id', code], String(reply[3]));
        assert.match(String(reply[3]), sentence);
      }
      assert.deepEqual(engine.submitted, []);
    });
  });
});

describe('Events of jobs', () => {
  it('reach the client that asked, by its own id, the acknowledgement first', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('generate', 'mine', 1));
      assert.deepEqual(await answers(probe, 2), [
        ['ack', 'mine', 'job-1'],
        ['queued', 'mine', 0],
      ]);
      engine.tell('job-1', {
        kind: 'progress',
        fraction: undefined,
        etaSeconds: undefined,
        stage: 'loading',
      });
      const path = '/stems/é/bass.wav';
      engine.tell('job-1', {
        kind: 'stem',
        stem: 'bass',
        path: `${path}.partial`,
        finished: false,
      });
      engine.tell('job-1', { kind: 'chunk', index: 0, startFrame: 0, frameCount: 44_100 });
      engine.tell('job-1', { kind: 'stem', stem: 'bass', path, finished: true });
      const manifest = { ...manifestOf(1.5, 0.25), warnings: ['bass is over full scale.'] };
      engine.tell('job-1', { kind: 'done', manifest });
      assert.deepEqual(await answers(probe, 6), [
        ['progress', 'mine', -1, -1, 'loading'],
        ['growing', 'mine', 'bass', '/stems/é/bass.wav.partial'],
        ['chunk', 'mine', 0, 0, 44_100],
        ['stem', 'mine', 'bass', '/stems/é/bass.wav'],
        ['warning', 'mine', 'bass is over full scale.'],
        ['done', 'mine', 1.5, 0.25],
      ]);
    });
  });

  it('tell failure and cancelling as errors with their codes', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('generate', 'a', 1));
      probe.send(request('generate', 'b', 1));
      await answers(probe, 4);
      engine.tell('job-1', { kind: 'error', code: 'output-failed', message: 'The disk is full.' });
      probe.send(request('cancel', 'c', 'job-2'));
      assert.deepEqual(await answers(probe, 2), [
        ['error', 'a', 'output-failed', 'The disk is full.'],
        ['done', 'c'],
      ]);
      engine.tell('job-2', { kind: 'cancelled' });
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'b', 'cancelled']);
      assert.deepEqual(engine.cancelled, ['job-2']);
    });
  });

  it('can be cancelled by the id of one’s own request, not by somebody else’s', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const [mine, other] = [await udp(), await udp()];
      mine.send(request('generate', 'take', 1));
      await answers(mine, 2);
      other.send(request('cancel', 'x', 'take'));
      assert.deepEqual((await answer(other)).slice(0, 3), ['error', 'x', 'job-unknown']);
      mine.send(request('cancel', 'y', 'take'));
      assert.deepEqual(await answer(mine), ['done', 'y']);
      assert.deepEqual(engine.cancelled, ['job-1']);
    });
  });

  it('come ten times a second at most while a stage goes on', async () => {
    await withOscServer(async ({ udp, engine, clock }) => {
      const probe = await udp();
      probe.send(request('generate', 'g', 1));
      await answers(probe, 2);
      for (let ms = 0; ms < 1000; ms += 10) {
        const fraction = ms / 1024;
        engine.tell('job-1', { kind: 'progress', fraction, etaSeconds: 1, stage: 'sampling' });
        clock.advance(10);
      }
      engine.tell('job-1', { kind: 'progress', fraction: 1, etaSeconds: 0, stage: 'writing' });
      const received = await answers(probe, 11);
      const fractions = received.map(([, , fraction]) => fraction);
      // exact in float32: fractions are multiples of 100 / 1024
      assert.deepEqual(
        fractions.slice(0, 10),
        Array.from({ length: 10 }, (_, k) => (k * 100) / 1024),
      );
      assert.equal(received[10]?.[4], 'writing');
    });
  });

  it('reach a client by the connection it uses, and are lost when it is gone', async () => {
    await withOscServer(async ({ udp, tcp, engine }) => {
      const [gone, probe] = [await tcp('slip'), await udp()];
      gone.send(request('generate', 'g', 1));
      await answers(gone, 2);
      await gone.close();
      engine.tell('job-1', { kind: 'done', manifest: manifestOf(1, 1) });
      probe.send(request('ping', 'p'));
      assert.deepEqual(await answer(probe), ['pong', 'p']);
    });
  });
});

/** The next error among whatever else comes. */
async function answersUntilError(probe: Probe): Promise<unknown[]> {
  for (;;) {
    const reply = await answer(probe);
    if (reply[0] === 'error') return reply;
  }
}
