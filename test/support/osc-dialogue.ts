/**
 * Requests to the daemon and its replies, short to write and to compare.
 */
import assert from 'node:assert/strict';

import { oscFloat, oscInt, oscMessage, oscString } from './osc-bytes.js';
import type { Probe } from './osc-probes.js';

/** @param args strings are sent as s, whole numbers as i, other numbers as f */
export function request(route: string, ...args: (string | number)[]): Buffer {
  const typed = args.map((arg): [string, Buffer] => {
    if (typeof arg === 'string') return ['s', oscString(arg)];
    return Number.isInteger(arg) ? ['i', oscInt(arg)] : ['f', oscFloat(arg)];
  });
  return oscMessage(
    `/stemwright/${route}`,
    typed.map(([type]) => type).join(''),
    ...typed.map(([, bytes]) => bytes),
  );
}

/** The next reply: its address without the prefix, then its arguments. */
export async function answer(probe: Probe): Promise<unknown[]> {
  const { address, args } = await probe.next();
  return [address.replace('/stemwright/', ''), ...args];
}

export async function answers(probe: Probe, count: number): Promise<unknown[][]> {
  const received = [];
  for (let index = 0; index < count; index++) received.push(await answer(probe));
  return received;
}

/** A request whose last argument is a switch without a value. */
export function switched(route: string, tag: 'T' | 'F', ...before: string[]): Buffer {
  const tags = `${'s'.repeat(before.length)}${tag}`;
  return oscMessage(`/stemwright/${route}`, tags, ...before.map(oscString));
}

/** Nothing comes before the answer to a ping. */
export async function staysSilent(probe: Probe): Promise<void> {
  probe.send(request('ping', 'quiet?'));
  assert.deepEqual(await answer(probe), ['pong', 'quiet?']);
}
