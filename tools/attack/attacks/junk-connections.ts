/**
 * Junk connections: TCP connections that send what is no OSC (a web page's request, random bytes, endless frames) and go, one
 * after the other as fast as they are taken.
 */
import type { Attack } from '../attack.js';
import { strangeAddress } from '../strangers.js';

const AT_ONCE = 8;

export const junkConnections: Attack = {
  name: 'junk-connections',
  holds: 'Connections that bring junk are closed, and their lines of log are bounded.',
  seconds: { short: 2, long: 15 },
  // a few lines a second
  bounds: { logKilobytes: 128 },
  run: async ({ random, isOver, target, tried, tcp }) => {
    const { daemon } = await target();
    const junk: readonly (() => Buffer)[] = [
      () => Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'),
      () => Buffer.from(Array.from({ length: 64 }, () => random.below(256))),
      () => Buffer.from([0xc0, 0xdb, 0xdb, 0xc0]),
      () => Buffer.from([0, 0, 32, 0, 1, 2]),
    ];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, index) => {
        while (!isOver()) {
          const stranger = await tcp(daemon.port, strangeAddress(index));
          stranger.sendRaw(random.pick(junk)());
          tried('connections');
          // until it is flushed and, mostly, answered
          await new Promise((resolve) => setImmediate(resolve));
          stranger.close();
        }
      }),
    );
  },
};
