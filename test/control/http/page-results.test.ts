/**
 * What the page’s server makes of results: the recording that stems sum to, takes of a stem, the mix as it is heard, and the folder that
 * a stem lies in.
 */
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { parseValue } from '../../../src/json-file.js';
import { toldSchema, type Told } from '../../support/page-client-schema.js';
import { readAudio } from '../../support/audio-files.js';
import { madeResult, MADE_RATE_HZ } from '../../support/made-result.js';
import { textOfAnswer } from '../../support/page-client.js';
import { withPageServer, type PageUnderTest } from '../../support/page-under-test.js';

/** Several blocks of what the daemon reads at once, and no whole number of them. */
const FRAMES = 50_000;

/** A line from -1/2 to 1/2, as steep and as high as asked. */
function line(slope: number, offset = 0): Float32Array {
  return Float32Array.from(
    { length: FRAMES },
    (_, frame) => slope * (frame / FRAMES - 0.5) + offset,
  );
}

const BASS = [line(0.7), line(-0.3)];
const DRUMS = [line(0.2, 0.1)];

/** Its stems are all that the recording engine's model has; one of them is mono. */
async function separated(test: PageUnderTest): Promise<readonly string[]> {
  const stems = [
    { stem: 'bass', rows: BASS },
    { stem: 'drums', rows: DRUMS },
  ];
  return madeResult(test, 'song', stems);
}

/** Summed in double, rounded once, as what is heard is. */
function sum(bass: readonly Float32Array[], bassGain: number, drumsGain: number): Float32Array[] {
  return bass.map((row) =>
    row.map((sample, frame) => bassGain * sample + drumsGain * DRUMS[0]![frame]!),
  );
}

async function results({ client }: PageUnderTest): Promise<Told> {
  const body: unknown = await (await client.fetch('/api/results')).json();
  const read = parseValue(body, toldSchema);
  assert.ok(read !== undefined, JSON.stringify(body));
  return read;
}

/** What is offered for a wish, as audio. */
async function downloaded(
  { client, server, folder }: PageUnderTest,
  wish: object,
): Promise<readonly Float32Array[]> {
  const options = { method: 'POST', body: JSON.stringify(wish) };
  const offered = await textOfAnswer(await client.fetch('/api/downloads', options), 'address');
  const response = await fetch(server.address + offered);
  assert.equal(response.status, 200);
  const file = path.join(folder, 'downloaded.wav');
  await writeFile(file, Buffer.from(await response.arrayBuffer()));
  const { rows, rateHz } = await readAudio(file);
  assert.equal(rateHz, MADE_RATE_HZ);
  return rows;
}

describe('The page’s server, of results', () => {
  it('has the recording as the sum of all stems, whole and by range, with its peaks', () =>
    withPageServer(async (test) => {
      await separated(test);
      const [song] = await results(test);
      const { address, startByte } = song!.recording!;
      const sound = `${address}/sound`;
      const whole = Buffer.from(await (await test.client.fetch(sound)).arrayBuffer());
      const file = path.join(test.folder, 'recording.wav');
      await writeFile(file, whole);
      const { rows } = await readAudio(file);
      assert.deepEqual(rows, sum(BASS, 1, 1));
      // a frame is 8 bytes; from within one block of what is read to within the next
      const [first, last] = [startByte + 8 * 16_000, startByte + 8 * 17_000 - 1];
      const range = { range: `bytes=${first}-${last}` };
      const part = await test.client.fetch(sound, { headers: range });
      assert.equal(part.status, 206);
      assert.equal(part.headers.get('content-range'), `bytes ${first}-${last}/${whole.length}`);
      assert.deepEqual(Buffer.from(await part.arrayBuffer()), whole.subarray(first, last + 1));
      const start = await test.client.fetch(sound, { headers: { range: 'bytes=10-100' } });
      assert.deepEqual(Buffer.from(await start.arrayBuffer()), whole.subarray(10, 101));
      const peaks = await test.client.fetch(`${address}/peaks/16384`);
      const [least, most] = new Int16Array(await peaks.arrayBuffer());
      const block = sum(BASS, 1, 1).flatMap((row) => [...row.subarray(0, 16_384)]);
      assert.equal(least, Math.round(32_767 * Math.min(...block)));
      assert.equal(most, Math.round(32_767 * Math.max(...block)));
    }));

  it('knows no recording where a stem is missing, the sum is not exact, or nothing was separated', () =>
    withPageServer(async (test) => {
      await madeResult(test, 'part', [{ stem: 'bass', rows: BASS }]);
      const both = [
        { stem: 'bass', rows: BASS },
        { stem: 'drums', rows: DRUMS },
      ];
      await madeResult(test, 'lossy', both, { sumErrorDbfs: null });
      await madeResult(test, 'generated', both, { task: 'generate', sumErrorDbfs: null });
      await madeResult(test, 'two', [
        { stem: 'bass', rows: BASS },
        { stem: 'no bass', rows: DRUMS },
      ]);
      const recorded = (await results(test)).map(({ id, recording }) => [
        id,
        recording !== undefined,
      ]);
      assert.deepEqual(recorded, [
        ['two', true],
        ['generated', false],
        ['lossy', false],
        ['part', false],
      ]);
    }));

  it('knows whose takes imputations are, also of those that were fitted to other takes', () =>
    withPageServer(async (test) => {
      const [bass, drums] = await separated(test);
      const take = [{ stem: 'drums', rows: DRUMS }];
      const [first] = await madeResult(test, 'first', take, {
        task: 'impute',
        inputs: [`bass=${bass!}`],
      });
      await madeResult(test, 'second', [{ stem: 'bass', rows: BASS }], {
        task: 'impute',
        inputs: [`drums=${first!}`],
      });
      const elsewhere = path.join(test.folder, 'elsewhere', 'song', 'drums.wav');
      await madeResult(test, 'other', take, { task: 'impute', inputs: [`drums=${elsewhere}`] });
      await madeResult(test, 'own', take, {
        task: 'impute',
        inputs: [`drums=${path.join(test.folder, 'out', 'own', 'drums.wav')}`],
      });
      assert.equal(path.dirname(drums!), path.dirname(bass!));
      const takes = (await results(test)).map(({ id, takeOf }) => [id, takeOf]);
      assert.deepEqual(takes, [
        ['own', undefined],
        ['other', undefined],
        ['second', 'song'],
        ['first', 'song'],
        ['song', undefined],
      ]);
    }));

  it('has takes of a result that was renamed, and their stems.json says where their inputs are now', () =>
    withPageServer(async (test) => {
      const [bass] = await separated(test);
      const [take] = await madeResult(test, 'take', [{ stem: 'drums', rows: DRUMS }], {
        task: 'impute',
        inputs: [`bass=${bass!}`],
      });
      // renaming asks for a stems.json on the disk
      const song = path.dirname(bass!);
      await writeFile(
        path.join(song, 'stems.json'),
        '{ "stemwright": "0.1.0", "stems": { "bass": "bass.wav" }, "files": {} }',
      );
      const said = path.join(path.dirname(take!), 'stems.json');
      const written = { task: 'impute', other: [1.5], inputs: [`bass=${bass!}`, '/else=/x'] };
      await writeFile(said, JSON.stringify(written));
      await utimes(said, 1, 1);
      const named = await test.client.fetch('/api/results/song/name', {
        method: 'POST',
        body: '{"name":"tune"}',
      });
      assert.equal(named.status, 200);
      const told = await results(test);
      assert.deepEqual(
        told.map(({ id, takeOf }) => [id, takeOf]),
        [
          ['take', 'tune'],
          ['tune', undefined],
        ],
      );
      const moved = path.join(path.dirname(song), 'tune', 'bass.wav');
      const { inputs, ...rest } = { ...written, inputs: [`bass=${moved}`, '/else=/x'] };
      assert.deepEqual(JSON.parse(await readFile(said, 'utf8')), { ...rest, inputs });
      assert.equal((await stat(said)).mtimeMs, 1000);
    }));

  it('tells of no stem that somebody has deleted, nor of a recording then, nor of a folder that is gone', () =>
    withPageServer(async (test) => {
      const [bass] = await separated(test);
      const song = path.dirname(bass!);
      assert.equal((await results(test))[0]?.stems.length, 2);
      await rename(bass!, path.join(test.folder, 'bass.wav'));
      const [told] = await results(test);
      assert.deepEqual([told?.stems.length, told?.recording], [1, undefined]);
      // what is taken away is what there is
      assert.deepEqual(await downloaded(test, { result: 'song', gains: {} }), DRUMS);
      const options = { method: 'POST', body: '{"result":"song"}' };
      const zip = await textOfAnswer(await test.client.fetch('/api/downloads', options), 'address');
      const bytes = Buffer.from(await (await fetch(test.server.address + zip)).arrayBuffer());
      assert.deepEqual(
        ['bass.wav', 'drums.wav'].map((name) => bytes.includes(name)),
        [false, true],
      );
      await rename(path.join(test.folder, 'bass.wav'), bass!);
      assert.equal((await results(test))[0]?.stems.length, 2);
      await rename(song, path.join(test.folder, 'trash'));
      assert.deepEqual(await results(test), []);
      await rename(path.join(test.folder, 'trash'), song);
      assert.equal((await results(test)).length, 1);
    }));

  it('sends the mix as it is heard: levels, mutes, and takes instead of stems', () =>
    withPageServer(async (test) => {
      await separated(test);
      const gains = { bass: 10 ** (-6 / 20), drums: 10 ** (3 / 20) };
      const mix = await downloaded(test, { result: 'song', gains });
      assert.deepEqual(mix, sum(BASS, gains.bass, gains.drums));
      const take = BASS.map((row) => row.map((sample) => -sample / 2));
      await madeResult(test, 'take', [{ stem: 'bass', rows: take }], { task: 'impute' });
      const wish = { result: 'song', takes: { bass: 'take' } };
      assert.deepEqual(
        await downloaded(test, { ...wish, gains: { bass: 1, drums: 0 } }),
        sum(take, 1, 0),
      );
      assert.deepEqual(await downloaded(test, { ...wish, stem: 'bass' }), take);
    }));

  it('refuses a mix of gains that no level has, and takes that there are not', () =>
    withPageServer(async (test) => {
      await separated(test);
      const statusOf = async (wish: object) =>
        (
          await test.client.fetch('/api/downloads', {
            method: 'POST',
            body: JSON.stringify({ result: 'song', ...wish }),
          })
        ).status;
      for (const gain of [-1, 5, '1', null]) {
        assert.equal(await statusOf({ gains: { bass: gain } }), 400, String(gain));
      }
      assert.equal(await statusOf({ takes: { bass: 'none' }, gains: {} }), 404);
      assert.equal(await statusOf({ takes: { bass: '../song' } }), 404);
    }));

  it('sends a stem that is asked for while its file gets its name', () =>
    withPageServer(async (test) => {
      const { client, engine } = test;
      const [bass] = await separated(test);
      await client.ask('generate', 'again', 1);
      const named = { kind: 'stem', stem: 'piano', path: bass!, finished: true } as const;
      const temporary = `${bass!}.partial`;
      engine.tell('job-2', { ...named, path: temporary, finished: false });
      const asked = client.fetch('/api/results/song/piano/sound');
      // its file is not there: whoever asks waits
      await client.ask('ping', 'p');
      await client.reply(({ key }) => key === 'pong');
      engine.tell('job-2', named);
      const answer = await asked;
      assert.equal(answer.status, 200);
      assert.deepEqual(Buffer.from(await answer.arrayBuffer()), await readFile(bass!));
    }));

  it('shows a stem in its folder by the system’s own program, and says where there is none', () =>
    withPageServer(async (test) => {
      const [bass] = await separated(test);
      const opened = path.join(test.folder, 'opened.txt');
      const programs = path.join(test.folder, 'programs');
      await mkdir(programs);
      const opener = path.join(programs, 'xdg-open');
      await writeFile(opener, `#!/bin/sh\nprintf '%s\\n' "$@" > '${opened}'\n`);
      await chmod(opener, 0o755);
      const show = (stem: string) =>
        test.client.fetch('/api/shown', {
          method: 'POST',
          body: JSON.stringify({ result: 'song', stem }),
        });
      const before = process.env['PATH'];
      try {
        process.env['PATH'] = `${programs}${path.delimiter}${before ?? ''}`;
        assert.equal((await show('bass')).status, 204);
        assert.equal(await readFile(opened, 'utf8'), `${path.dirname(bass!)}\n`);
        assert.equal((await show('../bass')).status, 404);
        await writeFile(opener, '#!/bin/sh\nexit 3\n');
        const failed = await show('bass');
        assert.equal(failed.status, 400);
        assert.match(await textOfAnswer(failed, 'message'), /No file manager .*exit code 3/);
      } finally {
        process.env['PATH'] = before;
      }
    }));
});
