/**
 * What is played of an MPEG stream: its frames, silent ones in the place of those that are known to be missing, and a sign where
 * another file was joined. What is passed over is told.
 */
import type { DamageLog } from '../damage-log.js';
import type { ByteWindow } from './byte-window.js';
import { tellHole } from './hole.js';
import { MpegCount } from './mpeg-count.js';
import type { MpegFrameHeader } from './mpeg-frame-header.js';
import { mpegFrames, type MpegFrame } from './mpeg-frames.js';
import { MpegHoles } from './mpeg-holes.js';
import { MpegReservoir, silentMpegFrame } from './mpeg-reservoir.js';

/** The bytes are good until the next ones are asked for. */
export async function* playedMpegFrames(
  window: ByteWindow,
  first: MpegFrameHeader,
  damage: DamageLog,
): AsyncGenerator<Uint8Array | 'another file', void, void> {
  const count = new MpegCount();
  const holes = new MpegHoles(window, first);
  const reservoir = new MpegReservoir();
  const stream = mpegFrames(window, first, damage);
  for (;;) {
    const result = await stream.next();
    if (result.done === true) {
      count.tellMissing(result.value, damage);
      return;
    }
    const frame = result.value;
    const isStart = count.isStart(frame);
    if (isStart && count.seconds > 0) yield 'another file';
    if (frame.passedBytes > 0) {
      const missing = isStart ? 0 : await holes.before(frame, count.frames);
      tell(frame, missing, count.seconds, damage);
      if (missing !== 0 && mayBeFrames(frame)) reservoir.lose();
      const silent = silentMpegFrame(frame);
      for (let index = 0; index < (missing ?? 0); index++) yield silent;
      if (missing !== undefined && missing > 0) count.addSilence(missing, frame);
    }
    count.add(frame, isStart);
    if (isStart) holes.begin({ xing: count.xing, startByte: frame.position });
    yield reservoir.playable(frame);
  }
}

/** Whether more than some bytes of junk were passed over. */
function mayBeFrames({ passedBytes, bytes }: MpegFrame): boolean {
  return passedBytes > bytes.length / 2;
}

function tell(
  frame: MpegFrame,
  missing: number | undefined,
  seconds: number,
  damage: DamageLog,
): void {
  const unknown =
    missing === undefined
      ? '; nothing says how much sound they were, and what follows comes right behind'
      : '';
  damage.passedOver(frame, 'MPEG frame', seconds, unknown);
  if (missing === undefined || missing === 0) return;
  const { frames, rateHz } = frame.header;
  tellHole(missing * frames, rateHz, seconds * rateHz, damage);
}
