/**
 * Which device a name means.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { absentReason, pickDevice } from '../../../src/audio/host/pick-device.js';

function device(id: number, name: string, hostAPIName: string, inputs: number, outputs: number) {
  return {
    id,
    name,
    hostAPIName,
    maxInputChannels: inputs,
    maxOutputChannels: outputs,
    defaultSampleRate: 48_000,
  };
}

const DEVICES = [
  device(0, 'Scarlett 2i2', 'MME', 2, 0),
  device(1, 'Scarlett 2i2', 'WASAPI', 2, 0),
  device(2, 'Monitor', 'WASAPI', 0, 2),
  device(3, 'Monitor of Scarlett', 'WASAPI', 2, 2),
];

describe('picking a sound device', () => {
  it('prefers the whole name, in any case, and takes a part of one', () => {
    assert.equal(pickDevice(DEVICES, 'monitor', 'output')?.id, 2);
    assert.equal(pickDevice(DEVICES, 'of scar', 'output')?.id, 3);
  });

  it('looks only among devices of the direction', () => {
    assert.equal(pickDevice(DEVICES, 'monitor', 'input')?.id, 3);
    assert.equal(pickDevice(DEVICES, 'scarlett 2i2', 'output'), undefined);
  });

  it('names the devices of the direction where none is called so', () => {
    assert.equal(
      absentReason(DEVICES, 'Foo', 'output'),
      'there is no output device "Foo" (there are: Monitor (WASAPI), Monitor of Scarlett (WASAPI)); ' +
        'it is used as soon as it is plugged in',
    );
    assert.match(
      absentReason([], 'default', 'input'),
      /^there is no input device \(this machine has no input devices\);/,
    );
  });

  it('lists those that match, and tells them apart by their host API', () => {
    assert.throws(
      () => pickDevice(DEVICES, 'Scarlett 2i2', 'input'),
      /got 2: Scarlett 2i2 \(MME\), Scarlett 2i2 \(WASAPI\)\./,
    );
    assert.equal(pickDevice(DEVICES, 'scarlett 2i2 (wasapi)', 'input')?.id, 1);
  });
});
