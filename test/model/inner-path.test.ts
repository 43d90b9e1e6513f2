/** Paths that stay below their folder, on every system. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { innerPath } from '../../src/model/inner-path.js';

describe('A path below a folder', () => {
  it('is the same without detours, whatever its names hold', () => {
    for (const [location, inner] of [
      ['w.bin', 'w.bin'],
      ['./its weights.bin', 'its weights.bin'],
      ['a//b/./c', 'a/b/c'],
      ['onnx::MatMul_1', 'onnx::MatMul_1'],
      ['..weights', '..weights'],
    ] as const) {
      assert.equal(innerPath(location), inner);
    }
  });

  it('is none where it leaves the folder on any system, or names no file', () => {
    for (const location of [
      '',
      '.',
      '..',
      '../w.bin',
      'a/../../w.bin',
      'a/../w.bin',
      '/etc/passwd',
      '\\\\server\\share',
      '\\w.bin',
      'a\\..\\..\\w.bin',
      'C:w.bin',
      'c:\\w.bin',
      'weights/',
      'w\0.bin',
    ]) {
      assert.equal(innerPath(location), undefined, JSON.stringify(location));
    }
  });
});
