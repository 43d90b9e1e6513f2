/**
 * Files that would have ffmpeg open others: playlists, lists, references out of a file, and names that are more than names to it.
 * That each trap works without our rules is tested, too, so that it is they that hold.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, it } from 'mocha';

import { probeFile } from '../../../src/audio/ffmpeg/probe-file.js';
import { askTool, inputArguments } from '../../../src/audio/ffmpeg/tool-process.js';
import { openInputFile } from '../../../src/audio/formats/input-file.js';
import { audioFixture, readAudio } from '../../support/audio-files.js';
import { encoded, needsFfmpeg } from '../../support/ffmpeg-files.js';
import { filesBelow } from '../../support/files-below.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';
import { whiteNoise } from '../../support/white-noise.js';

const TOOLS = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
const RATE_HZ = 44_100;

/** @returns how many bytes of samples ffmpeg gives for a file, without any of our rules */
function unguardedBytes(path: string, ...options: string[]): number {
  const args = ['-nostdin', '-v', 'fatal', ...options, '-i', `file:${path}`, '-f', 's16le', '-'];
  return execFileSync('ffmpeg', args).length;
}

/** Runs `use` with a folder that has a sound which nobody may read through another file: `secret.NAME`. */
function withSecret(
  name: string,
  args: readonly string[],
  use: (folder: string, secret: string) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const source = { rateHz: RATE_HZ, rows: [whiteNoise(RATE_HZ, 1)] };
    await use(folder, await encoded(folder, `secret.${name}`, source, args));
  });
}

describe('A file that leads to another', () => {
  needsFfmpeg();

  it('is not followed where it is a playlist', () =>
    withSecret('ts', ['-c:a', 'aac'], async (folder, secret) => {
      const path = join(folder, 'song.m4a');
      const lines = ['#EXTM3U', '#EXT-X-TARGETDURATION:1', '#EXTINF:1,', secret, '#EXT-X-ENDLIST'];
      await writeFile(path, `${lines.join('\n')}\n`);
      assert.ok(unguardedBytes(path, '-f', 'hls', '-allowed_extensions', 'ALL') > 0);
      await assert.rejects(readAudio(path), { code: 'input-format', message: /looks like text/ });
    }));

  it('is not followed where it is a list of files to join', () =>
    withSecret('wav', [], async (folder) => {
      const path = join(folder, 'song.m4a');
      await writeFile(path, 'ffconcat version 1.0\nfile secret.wav\n');
      assert.ok(unguardedBytes(path) > 0);
      await assert.rejects(readAudio(path), { code: 'input-format', message: /looks like text/ });
    }));

  it('is not followed where it is a session description, which would open a port', () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, 'song.m4a');
      const lines = ['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=x', 'c=IN IP4 127.0.0.1', 't=0 0'];
      await writeFile(path, `${[...lines, 'm=audio 5004 RTP/AVP 0'].join('\r\n')}\r\n`);
      await assert.rejects(readAudio(path), { code: 'input-format', message: /looks like text/ });
    }));

  it('is not followed where it is a film whose sound lies elsewhere', () =>
    withSecret('mov', ['-c:a', 'pcm_s16le'], async (folder, secret) => {
      const path = join(folder, 'film.mov');
      await writeFile(path, soundElsewhere(await readFile(secret), secret));
      assert.equal(unguardedBytes(path), 0);
      assert.ok(unguardedBytes(path, '-enable_drefs', '1', '-use_absolute_path', '1') > 0);
      await assert.rejects(readAudio(path), { message: /holds no audio/ });
    }));

  it('is not followed though it names the file that the process was handed', () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, 'song.m4a');
      await writeFile(path, 'ffconcat version 1.0\nfile /dev/fd/3\n');
      await assert.rejects(readAudio(path), { code: 'input-format' });
    }));
});

describe('A file whose name means something to ffmpeg', () => {
  needsFfmpeg();

  const NAMES = ['-i.m4a', 'concat:a|b.m4a', 'http:__x.m4a', '%03d.m4a', "*'.m4a"];

  it('is read', () =>
    withTemporaryFolder(async (folder) => {
      for (const name of NAMES) {
        const path = join(folder, name);
        await writeFile(path, await readFile(audioFixture('aac.m4a')));
        assert.equal((await readAudio(path)).rows[0]!.length, 4_800, name);
      }
    }));

  it('is read where it has to be handed over by name', () =>
    withTemporaryFolder(async (folder) => {
      for (const name of NAMES) {
        await writeFile(join(folder, name), await readFile(audioFixture('aac.m4a')));
        const file = await openInputFile(join(folder, name));
        try {
          const wanted = ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0'];
          const { text } = await askTool('ffprobe', [...wanted, ...inputArguments(file, 'darwin')]);
          assert.equal(text.trim(), 'aac', name);
        } finally {
          await file.close();
        }
      }
    }));

  it('is the file that was opened, whatever has its name by now', () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, 'song.m4a');
      await writeFile(path, await readFile(audioFixture('aac.m4a')));
      const file = await openInputFile(path);
      try {
        await rename(path, join(folder, 'another'));
        await mkdir(path);
        assert.equal((await probeFile(TOOLS, file)).kind, 'sound');
      } finally {
        await file.close();
      }
    }));
});

describe('The environment', () => {
  needsFfmpeg();

  it('does not make ffmpeg write a report', () =>
    withTemporaryFolder(async (folder) => {
      process.env['FFREPORT'] = `file=${join(folder, 'report.log')}`;
      try {
        await readAudio(audioFixture('aac.m4a'));
        assert.deepEqual(await filesBelow(folder), []);
        execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
        assert.deepEqual(await filesBelow(folder), ['report.log']);
      } finally {
        delete process.env['FFREPORT'];
      }
    }));
});

/** Has a film's only track refer to `elsewhere` by an alias (QuickTime's `dref` of type `alis`). Its index is last in the file. */
function soundElsewhere(film: Buffer, elsewhere: string): Buffer {
  const name = (text: string, bytes: number): Buffer => {
    const field = Buffer.alloc(1 + bytes);
    field[0] = text.length;
    field.write(text, 1, 'latin1');
    return field;
  };
  const pair = (kind: number, text: string): Buffer => {
    const field = Buffer.alloc(4 + text.length + (text.length % 2));
    field.writeInt16BE(kind, 0);
    field.writeUInt16BE(text.length, 2);
    field.write(text, 4, 'latin1');
    return field;
  };
  const alias = Buffer.concat([
    Buffer.alloc(10),
    name('Macintosh HD', 27),
    Buffer.alloc(12),
    name(elsewhere.split('/').at(-1)!, 63),
    Buffer.alloc(16),
    Buffer.from([0, 1, 0, 1]),
    Buffer.alloc(16),
    pair(2, `Macintosh HD${elsewhere.replaceAll('/', ':')}`),
    pair(-1, ''),
  ]);
  const entry = Buffer.alloc(12);
  entry.writeUInt32BE(12 + alias.length, 0);
  entry.write('alis', 4, 'latin1');
  const at = film.indexOf('dref') - 4;
  const oldBytes = film.readUInt32BE(at);
  const dref = Buffer.concat([film.subarray(at, at + 16), entry, alias]);
  dref.writeUInt32BE(dref.length, 0);
  for (const type of ['moov', 'trak', 'mdia', 'minf', 'dinf']) {
    const box = film.indexOf(type) - 4;
    film.writeUInt32BE(film.readUInt32BE(box) + dref.length - oldBytes, box);
  }
  return Buffer.concat([film.subarray(0, at), dref, film.subarray(at + oldBytes)]);
}
