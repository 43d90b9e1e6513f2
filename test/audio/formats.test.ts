/** The list of audio formats: what each says of itself holds together, and messages and libraries follow from it. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { describe, it } from 'mocha';
import { PROBE_BYTES } from '../../src/audio/formats/audio-format.js';
import { FFMPEG_FORMATS } from '../../src/audio/ffmpeg/ffmpeg-formats.js';
import {
  AUDIO_FORMATS,
  kindByExtension,
  readFormatsText,
} from '../../src/audio/formats/formats.js';
import { openAudioSource } from '../../src/audio/open-audio-source.js';
import { OperationalError } from '../../src/operational-error.js';
import { audioFixture } from '../support/audio-files.js';
import { withPath } from '../support/ffmpeg-files.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const FIXTURES = [
  'pcm16-stereo.wav',
  'pcm16-rf64.wav',
  'pcm16-rifx.wav',
  'pcm24-mono.w64',
  'pcm24-big.caf',
  'pcm16-stereo.aiff',
  'fl32.aifc',
  'stereo16.flac',
  'cbr-stereo.mp3',
  'layer2.mp2',
  'stereo.ogg',
  'stereo16.oga',
  'stereo.opus',
];

/** First bytes -> what they are said to be. */
const MARKS: readonly (readonly [string, string])[] = [
  ['\0\0\0\x20ftypM4A ', 'an MP4 or M4A file (AAC or Apple Lossless)'],
  ['\xff\xf1\x50\x80', 'raw AAC'],
  ['\xff\xf9\x50\x80', 'raw AAC'],
  ['\x30\x26\xb2\x75\x8e\x66', 'Windows Media (WMA)'],
  ['\x1a\x45\xdf\xa3\x01', 'Matroska or WebM'],
  ['RIFF\x10\0\0\0AVI LIST', 'AVI'],
  ['\0\0\x01\xba', 'an MPEG program stream'],
  ['\x0b\x77', 'Dolby Digital (AC-3)'],
  ['FRM8', 'DSD (DSDIFF)'],
  ['.snd\0\0\0\x18', 'Sun or NeXT AU'],
  ['wvpk\0\0', 'WavPack'],
  ['MAC \x96\x0f', "Monkey's Audio"],
  ['DSD \x1c\0', 'DSD (DSF)'],
  ['MThd\0\0\0\x06', 'a MIDI file, which holds notes and no audio'],
];

describe('The audio formats', () => {
  it('recognise each fixture by one alone, which takes files of its extension in libraries', async () => {
    for (const name of FIXTURES) {
      const head = (await readFile(audioFixture(name))).subarray(0, PROBE_BYTES);
      const marked = AUDIO_FORMATS.filter(({ isFallback }) => isFallback !== true);
      const found = marked.filter(({ probe }) => probe(head) === 0);
      const fallbacks = AUDIO_FORMATS.filter((format) => !marked.includes(format));
      const all = found.length > 0 ? found : fallbacks.filter(({ probe }) => probe(head) === 0);
      assert.equal(all.length, 1, name);
      assert.ok(all[0]!.extensions.includes(extname(name)), name);
    }
  });

  it('share no extension, each in lower case and with its dot', () => {
    const all = [
      ...[...AUDIO_FORMATS, ...FFMPEG_FORMATS].flatMap(({ extensions }) => extensions),
      ...FFMPEG_FORMATS.flatMap(({ videoExtensions = [] }) => videoExtensions),
    ];
    assert.equal(new Set(all).size, all.length);
    for (const extension of all) assert.match(extension, /^\.[a-z0-9]+$/);
    for (const { extensions } of AUDIO_FORMATS) assert.ok(extensions.length > 0);
  });

  it('say by extension what is ours, what ffmpeg reads, and what is neither', () => {
    assert.deepEqual(
      ['.wav', '.bwf', '.opus', '.m4a', '.dff', '.mkv', '.jpg', ''].map(kindByExtension),
      ['own', 'own', 'own', 'audio', 'audio', 'video', undefined, undefined],
    );
  });

  it('are named in messages', () => {
    const names = AUDIO_FORMATS.flatMap((format) => format.names);
    assert.equal(readFormatsText(), `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}`);
  });

  for (const [mark, name] of MARKS) {
    it(`do not take ${name}, and name it, whatever follows its mark (${JSON.stringify(mark)})`, () =>
      withTemporaryFolder(async (folder) => {
        // behind the mark an MP3, which alone would be found by the search for its frames
        const frames = await readFile(audioFixture('no-info-mono-8k.mp3'));
        const path = join(folder, 'song.wav');
        await writeFile(path, Buffer.concat([Buffer.from(mark, 'latin1'), frames]));
        await withPath([], () =>
          assert.rejects(openAudioSource(path), (error) => {
            assert.ok(error instanceof OperationalError, String(error));
            assert.equal(error.code, 'input-format');
            assert.ok(error.message.startsWith(`${path} is ${name}`), error.message);
            return true;
          }),
        );
      }));
  }

  it('find an MP3 behind bytes that are no mark', () =>
    withTemporaryFolder(async (folder) => {
      const frames = await readFile(audioFixture('no-info-mono-8k.mp3'));
      const path = join(folder, 'cut.mp3');
      await writeFile(path, Buffer.concat([Buffer.from('the rest of a frame'), frames]));
      const source = await openAudioSource(path);
      await source.close();
      assert.equal(source.rateHz, 8000);
    }));
});
