import { withLiveLoop, LIVE_RATE_HZ } from './live-loop.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { openOscClient } from '../../src/control/osc/osc-client.js';
import { text } from '../../src/control/osc/osc-message.js';
const seconds = Number(process.argv[3] ?? 12);
const n = seconds * LIVE_RATE_HZ;
let s = 12345;
const rnd = () => {
  s = (s * 1103515245 + 12345) & 0x7fffffff;
  return s / 0x40000000 - 1;
};
const rows = [0, 1].map(() => Float32Array.from({ length: n }, () => 0.2 * rnd()));
await withLiveLoop(
  { model: process.argv[2] ?? 'gaussian', args: ['--log-level', 'info'] },
  async ({ daemon, run }) => {
    await sleep(6000);
    const status = async () => {
      const c = await openOscClient({ host: '127.0.0.1', port: daemon.port } as never);
      for await (const r of c.request({ address: '/stemwright/status', args: [text('s')] }))
        console.log(JSON.stringify(r.args));
      await c.close();
    };
    await status();
    const { input, output } = await run(rows, 3);
    await status();
    const N = input[0]!.length;
    const sum = Float32Array.from(
      { length: N },
      (_, i) => output[0]![i]! + output[2]![i]! + output[4]![i]! + output[6]![i]!,
    );
    // find lag by matching at a point
    const start = input[0]!.findIndex((v) => v !== 0) + LIVE_RATE_HZ * 4;
    let best = -1,
      bv = Infinity;
    for (let lag = 0; lag < 4 * LIVE_RATE_HZ; lag++) {
      let e = 0;
      for (let i = 0; i < 400; i++) {
        const d = sum[start + lag + i]! - input[0]![start + i]!;
        e += d * d;
      }
      if (e < bv) {
        bv = e;
        best = lag;
      }
    }
    let worst = 0,
      at = 0,
      bad = 0;
    for (let i = start; i < N - best && input[0]![i] !== undefined; i++) {
      const d = Math.abs(sum[i + best]! - input[0]![i]!);
      if (d > 1e-6) bad++;
      if (d > worst) {
        worst = d;
        at = i;
      }
    }
    console.log({ N, start, lag: best, residual: bv, worst, at, bad });
  },
);
