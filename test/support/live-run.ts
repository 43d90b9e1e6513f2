/**
 * A live session driven by input frames: what went in, block by block, what came out, and when a result was let in.
 */
import type { SessionEvent } from '../../src/live/session/session-event.js';
import { liveOutput } from '../../src/live/output/live-output.js';
import type { LiveGeometry } from '../../src/live/session/live-geometry.js';
import { LiveSession } from '../../src/live/session/live-session.js';
import type { SamplingPlan } from '../../src/sampler/sampling-plan.js';
import type { PlanarBlock } from '../../src/signal/planar-block.js';
import { stemRows } from '../../src/signal/stem-block.js';
import type { HeldInference } from './held-inference.js';
import { joined } from './planar.js';

export interface LiveRun {
  readonly inference: HeldInference;
  readonly plan: SamplingPlan;
  readonly rateHz: number;
  readonly geometry: LiveGeometry;
  readonly input: PlanarBlock;
  readonly blockFrames: number;
  /** called before each block with the frames pushed so far */
  readonly before?: (frames: number, session: LiveSession) => void | Promise<void>;
}

export interface LiveRunResult {
  /** [channels * stems] rows at full level, as long as the input */
  readonly stems: Float32Array[];
  /** the stereo or mono mix at the current levels */
  readonly mix: Float32Array[];
  readonly events: readonly SessionEvent[];
  readonly session: LiveSession;
}

/** Lets every result that is not held in before the next block. The session's clock is the input. */
export async function runLive(run: LiveRun): Promise<LiveRunResult> {
  const { inference, plan, rateHz, geometry, input, blockFrames, before } = run;
  const events: SessionEvent[] = [];
  let frames = 0;
  const session = await LiveSession.open({
    inference,
    plan,
    rateHz,
    channels: input.length,
    geometry,
    cost: 1e-9,
    passThroughStem: inference.card.stems.at(-1)!,
    clock: () => frames / rateHz,
    onEvent: (event) => events.push(event),
  });
  const blocks: { stems: PlanarBlock; output: PlanarBlock }[] = [];
  try {
    while (frames < input[0]!.length) {
      await before?.(frames, session);
      const block = input.map((row) => row.subarray(frames, frames + blockFrames));
      frames += block[0]!.length;
      const { stems, levelled } = session.push(block);
      blocks.push({ stems: stemRows(stems), output: liveOutput('mix', levelled) });
      await inference.settled();
    }
  } finally {
    session.close();
  }
  return {
    stems: joined(blocks.map(({ stems }) => stems)),
    mix: joined(blocks.map(({ output }) => output)),
    events,
    session,
  };
}
