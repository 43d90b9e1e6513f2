/**
 * Where ffmpeg or ffprobe is not on the PATH, or does not run: what is said of files that only they read. Our own decoders need
 * neither.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, it } from 'mocha';

import { foldersFor, lookForTools } from '../../../src/audio/ffmpeg/find-ffmpeg.js';
import { OperationalError } from '../../../src/operational-error.js';
import { audioFixture, changedFixture, patched, readAudio } from '../../support/audio-files.js';
import { changed, written } from '../../support/bad-audio-input.js';
import { needsFfmpeg, withPath } from '../../support/ffmpeg-files.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';

const NEEDS_FFMPEG = [
  { input: 'an M4A', what: 'an MP4 or M4A file', make: changed('aac.m4a', (bytes) => bytes) },
  {
    input: 'ADPCM in WAV',
    what: 'WAV that holds Microsoft ADPCM (tag 0x2)',
    make: changed('adpcm.wav', (bytes) => bytes),
  },
  {
    input: 'MP3 in WAV',
    what: 'WAV that holds MP3 (tag 0x55)',
    make: changed('mp3-inside.wav', (bytes) => bytes),
  },
  {
    input: 'a WAV of an unknown codec',
    what: 'WAV that holds an unknown codec (tag 0x7777)',
    make: changed('pcm16-stereo.wav', (bytes) => patched(bytes, 20, 0x77, 0x77)),
  },
  {
    input: 'a compressed AIFF',
    what: "AIFF that is compressed as 'ima4'",
    make: changed('sowt.aifc', (bytes) => {
      bytes.write('ima4', bytes.indexOf('sowt'), 'latin1');
      return bytes;
    }),
  },
  {
    input: 'a CAF of AAC',
    what: "CAF that holds 'aac'",
    make: changed('pcm24-big.caf', (bytes) => {
      bytes.write('aac ', bytes.indexOf('lpcm'), 'latin1');
      return bytes;
    }),
  },
];

async function message(path: string): Promise<string> {
  try {
    await readAudio(path);
  } catch (error) {
    assert.ok(error instanceof OperationalError, String(error));
    assert.equal(error.code, 'input-format');
    return error.message;
  }
  throw new assert.AssertionError({ message: `${path} is read` });
}

/** A program that does `script`, by the shell. */
async function program(folder: string, name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

describe('Without ffmpeg', () => {
  for (const { input, what, make } of NEEDS_FFMPEG) {
    it(`${input} is refused, with what it is and how to get what reads it`, () =>
      withTemporaryFolder(async (folder) => {
        const path = await make(folder);
        const said = await withPath([folder], () => message(path));
        assert.ok(said.startsWith(`${path} is ${what}`), said);
        assert.match(
          said,
          /expected both on the PATH, found neither\. .*apt install ffmpeg.*brew.*winget/,
        );
      }));
  }

  it('what nobody here knows is refused, and ffmpeg is named as what knows more', () =>
    withTemporaryFolder(async (folder) => {
      const path = await written('noise.xyz', 'no audio in here')(folder);
      const said = await withPath([folder], () => message(path));
      assert.match(
        said,
        /looks like text.*expected WAV.*with ffmpeg and ffprobe on the PATH much more/,
      );
    }));

  it('one of the two is not enough', () =>
    withTemporaryFolder(async (folder) => {
      await program(folder, 'ffprobe', 'exit 0');
      const said = await withPath([folder], () => message(audioFixture('aac.m4a')));
      assert.match(said, /found only ffprobe/);
    }));

  it('a file that may not be run, and a folder that is not absolute, are passed over', () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'ffmpeg'), '');
      assert.deepEqual(await withPath([folder, '.', ''], lookForTools), {});
    }));

  it('an ffmpeg that does not run is said to be that, not the file', () =>
    withTemporaryFolder(async (folder) => {
      for (const name of ['ffmpeg', 'ffprobe']) await program(folder, name, 'exit 127');
      const said = await withPath([folder], () => message(audioFixture('aac.m4a')));
      assert.ok(said.includes(`${join(folder, 'ffmpeg')} does not run`), said);
    }));

  it('our own decoders read what they read with it', () =>
    withPath([], async () => {
      for (const name of ['pcm16-stereo.wav', 'alaw-codes.caf', 'stereo.opus', 'cbr-stereo.mp3']) {
        assert.ok((await readAudio(audioFixture(name))).rows[0]!.length > 0, name);
      }
    }));
});

describe('Once ffmpeg is there', () => {
  needsFfmpeg();

  it('WAV of ADPCM goes to it as soon as it is there', () =>
    withTemporaryFolder(async (folder) => {
      const path = await changedFixture(folder, 'adpcm.wav', (bytes) => bytes);
      await withPath([folder], () => message(path));
      assert.ok((await readAudio(path)).rows[0]!.length >= 2_000);
    }));

  it('nobody is told to install it', () =>
    withTemporaryFolder(async (folder) => {
      const path = await written('noise.xyz', 'no audio in here')(folder);
      assert.match(await message(path), /expected WAV.*or what ffmpeg reads\. The name/);
    }));

  it('what it cannot decode is refused with what it is', () =>
    withTemporaryFolder(async (folder) => {
      const path = await written('song.wma', Buffer.from('3026b2758e66cf11', 'hex'))(folder);
      assert.match(
        await message(path),
        /is Windows Media \(WMA\), which ffmpeg cannot decode \(it says: /,
      );
    }));

  it('sound that it does not know is told from damage', () =>
    withTemporaryFolder(async (folder) => {
      const unknown = changed('pcm16-stereo.wav', (bytes) => patched(bytes, 20, 0x77, 0x77));
      const said = await message(await unknown(folder));
      assert.match(
        said,
        /an unknown codec \(tag 0x7777\), with sound that this ffmpeg does not know/,
      );
    }));
});

describe('ffmpeg on macOS', () => {
  it('is looked for where Homebrew puts it, too: what is started at login has a short PATH', () => {
    const short = ['/usr/bin', '/bin'].join(':');
    assert.deepEqual(foldersFor('darwin', short), [
      ...['/usr/bin', '/bin'],
      ...['/opt/homebrew/bin', '/usr/local/bin'],
    ]);
    assert.deepEqual(foldersFor('linux', `${short}:here`), ['/usr/bin', '/bin']);
    assert.deepEqual(foldersFor('linux', undefined), []);
  });
});
