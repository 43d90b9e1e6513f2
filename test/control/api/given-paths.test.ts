/**
 * Paths that a client gives: which words they are is what the routes say, and nothing is guessed.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { pathsIn, withFullPath } from '../../../src/control/api/given-paths.js';
import { ROUTES } from '../../../src/control/api/routes.js';

const FOLDER = '/music/band';

/** The words as a client in that folder sends them. */
function sent(address: string, ...words: string[]): string[] {
  const paths = pathsIn(`/stemwright/${address}`, words);
  return words.map((word, at) => {
    const form = paths.get(at);
    return form === undefined ? word : withFullPath(word, form, FOLDER);
  });
}

describe('Paths in a request', () => {
  it('are made absolute where a route has a file, a folder or named files, as arguments and options', () => {
    assert.deepEqual(sent('separate', 'song.wav', 'song.wav', 'stems', 'bass'), [
      'song.wav',
      '/music/band/song.wav',
      'stems',
      'bass',
    ]);
    assert.deepEqual(sent('impute', 'i', '../stems', 'bass'), ['i', '/music/stems', 'bass']);
    assert.deepEqual(
      sent('impute', 'i', 'drums=d.wav', 'bass', 'seed', '4', 'known', 'piano=./p.wav'),
      ['i', 'drums=/music/band/d.wav', 'bass', 'seed', '4', 'known', 'piano=/music/band/p.wav'],
    );
    assert.deepEqual(sent('continue', 'c', 'stems', '8', 'from', '2'), [
      'c',
      '/music/band/stems',
      '8',
      'from',
      '2',
    ]);
    assert.deepEqual(sent('live/start', 'l', 'input', 'file:song.wav', 'mode', 'listen'), [
      'l',
      'input',
      'file:/music/band/song.wav',
      'mode',
      'listen',
    ]);
  });

  it('stay as they are where they are absolute, captures, devices, or no paths at all', () => {
    for (const [address, ...words] of [
      ['separate', 's', '/a=b/song.wav'],
      ['separate', 's', 'capture:8bars', 'at', 'bar'],
      ['impute', 'i', 'guitar=capture:12s', 'bass,drums'],
      ['impute', 'i', 'drums=/d.wav', 'bass', 'known', 'nothing named'],
      ['live/start', 'l', 'input', 'Scarlett', 'output', 'MOTU'],
      ['model/load', 'm', 'band'],
      ['cancel', 'c', 'job-1'],
      ['nonesuch', 'song.wav', 'song.wav'],
      ['separate'],
    ] as const) {
      assert.deepEqual(sent(address, ...words), words);
    }
  });

  it('are found in the request that a MIDI control is taught', () => {
    assert.deepEqual(
      sent('midi/learn', 'l', '/stemwright/impute', 'stems', 'bass', 'known', 'piano=p.wav'),
      ['l', '/stemwright/impute', '/music/band/stems', 'bass', 'known', 'piano=/music/band/p.wav'],
    );
    // what the control says is no path, and a level takes none
    for (const words of [
      ['l', '/stemwright/separate', '$choice(capture:4bars,capture:8bars)'],
      ['l', '/stemwright/live/gain', 'bass', '$fader(-60,6)'],
    ]) {
      assert.deepEqual(sent('midi/learn', ...words), words);
    }
  });

  it('are declared by every route that says it takes one', () => {
    for (const { address, arguments: fields, options } of ROUTES) {
      for (const field of [...fields, ...options]) {
        const speaksOfPaths = /\bFILE\b|\bpaths?\b|file:PATH/.test(field.description ?? '');
        const isDeclared = field.kind === 'text' && field.path !== undefined;
        assert.equal(isDeclared, speaksOfPaths, `${address} ${field.name}`);
      }
    }
  });
});
