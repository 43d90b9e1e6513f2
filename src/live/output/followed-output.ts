/**
 * Followed output: stems at their levels to an output device, in the asked layout and at that device's own pace.
 *
 *   stems -> layout -> rate follower -> device
 *
 * What waits at the device is found out once and held. It is found out anew when it cannot be what it was: the device was away,
 * it ran dry, or frames were dropped.
 */
import type { AudioHost, AudioHostEvent } from '../../audio/host/audio-host.js';
import { RateFollower } from '../../signal/rate-follower.js';
import type { StemBlock } from '../../signal/stem-block.js';
import type { LiveRequest } from '../live.js';
import { liveOutput, outputRows } from './live-output.js';

export class FollowedOutput {
  readonly #host: AudioHost;
  readonly #layout: LiveRequest['layout'];
  readonly #follower: RateFollower;
  readonly #onAnew: () => void;
  /** underruns and lost frames so far */
  #mishaps = 0;

  /** @param onAnew called when what waits is found out anew */
  constructor(
    host: AudioHost,
    { layout, channels, rateHz }: Pick<LiveRequest, 'layout' | 'channels' | 'rateHz'>,
    stems: number,
    onAnew: () => void = () => undefined,
  ) {
    this.#host = host;
    this.#layout = layout;
    this.#follower = new RateFollower({ rows: outputRows(layout, channels, stems), rateHz });
    this.#onAnew = onAnew;
  }

  /** what waits, once that has been found out */
  get waitingFrames(): number | undefined {
    return this.#follower.targetFrames;
  }

  /** To be called with every event of the devices. */
  note(event: AudioHostEvent): void {
    if (event.kind === 'state' && event.stream === 'output' && event.state === 'running') {
      this.#beginAnew();
    }
  }

  /**
   * @param lateFrames what was late at the input waits so much less here: the sum is what is held
   * @returns whether it has just been found out what waits
   */
  write(stems: StemBlock, lateFrames: number): boolean {
    const { underruns, deviceUnderruns, lostOutputFrames } = this.#host.counters();
    const mishaps = underruns + deviceUnderruns + lostOutputFrames;
    if (mishaps !== this.#mishaps) this.#beginAnew();
    this.#mishaps = mishaps;
    const before = this.waitingFrames;
    const waitingFrames = this.#host.outputQueuedFrames + lateFrames;
    this.#host.write(this.#follower.follow(liveOutput(this.#layout, stems), waitingFrames));
    const after = this.waitingFrames;
    return before === undefined && after !== undefined;
  }

  #beginAnew(): void {
    this.#follower.relearn();
    this.#onAnew();
  }
}
