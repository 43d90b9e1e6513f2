/**
 * Live recording: the stems of a session on disk, at full level.
 *
 * Files grow while the session runs and get their names at its end. A disk that is too slow or full ends the recording,
 * never the session: what cannot be written is one event, and nothing half done stays.
 */
import { levelWarnings } from '../../audio/level-warnings.js';
import { createStemFolder, type StemEncoding, type StemFolder } from '../../audio/stem-folder.js';
import { OperationalError } from '../../operational-error.js';
import type { StemBlock } from '../../signal/stem-block.js';
import type { LiveEvent, LiveRequest } from '../live.js';
import { messageOf } from '../../thrown-error.js';

export interface LiveRecordingOptions {
  readonly folder: string;
  readonly encoding: StemEncoding;
  readonly stems: readonly string[];
  readonly rateHz: number;
  readonly channels: number;
  /** called at most once */
  readonly onFailure: (error: unknown) => void;
}

/** Sound that may wait for the disk. */
const MOST_WAITING_SECONDS = 10;

export class LiveRecording {
  readonly #options: LiveRecordingOptions;
  readonly #folder: StemFolder;
  #waitingFrames = 0;
  #writing: Promise<void> = Promise.resolve();
  #failed = false;

  /** @throws OperationalError `output-failed`, `output-exists` */
  static async open(options: LiveRecordingOptions): Promise<LiveRecording> {
    return new LiveRecording(options, await createStemFolder(options));
  }

  private constructor(options: LiveRecordingOptions, folder: StemFolder) {
    this.#options = options;
    this.#folder = folder;
  }

  /** Takes over a block; it is written as soon as those before it are. */
  write(block: StemBlock): void {
    if (this.#failed || block.frames === 0) return;
    this.#waitingFrames += block.frames;
    if (this.#waitingFrames > MOST_WAITING_SECONDS * this.#options.rateHz) {
      this.#fail(new OperationalError('output-failed', tooSlow(this.#options.folder)));
      return;
    }
    this.#writing = this.#writing.then(async () => {
      if (this.#failed) return;
      try {
        await this.#folder.write(block);
      } catch (error) {
        this.#fail(error);
      }
      this.#waitingFrames -= block.frames;
    });
  }

  /** Gives the files their names. @returns them, or none when the recording had failed */
  async finish(): Promise<readonly { readonly stem: string; readonly path: string }[]> {
    await this.#writing;
    try {
      if (!this.#failed) await this.#folder.commit();
    } catch (error) {
      this.#fail(error);
    }
    if (!this.#failed) return this.#folder.files;
    await this.#folder.discard();
    return [];
  }

  /** What is to be known of the files, one sentence each; none where they hold what was played. */
  warnings(): readonly string[] {
    const { peak, clippedSamples } = this.#folder;
    const { encoding } = this.#options;
    return levelWarnings({ encoding, peak, clippedSamples, sumErrorDbfs: null });
  }

  /** Leaves nothing of it. */
  async discard(): Promise<void> {
    await this.#writing;
    await this.#folder.discard();
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFailure(error);
  }
}

/**
 * What a session was asked to record, or undefined for nothing; that it fails is an event.
 * @param stems names of the files, in the order of the blocks' stems
 * @throws OperationalError `output-failed`, `output-exists`
 */
export async function openRecording(
  { recording, rateHz, channels }: Pick<LiveRequest, 'recording' | 'rateHz' | 'channels'>,
  stems: readonly string[],
  emit: (event: LiveEvent) => void,
): Promise<LiveRecording | undefined> {
  if (recording === undefined) return undefined;
  const onFailure = (error: unknown) => {
    const message = messageOf(error);
    emit({ kind: 'recording-failed', message });
  };
  return LiveRecording.open({ ...recording, stems, rateHz, channels, onFailure });
}

/** Gives the files their names, and emits them. */
export async function finishRecording(
  recording: Pick<LiveRecording, 'finish' | 'warnings'> | undefined,
  emit: (event: LiveEvent) => void,
): Promise<void> {
  const files = (await recording?.finish()) ?? [];
  for (const { stem, path } of files) emit({ kind: 'recorded', stem, path });
  if (recording === undefined || files.length === 0) return;
  for (const message of recording.warnings()) emit({ kind: 'recording-clipped', message });
}

function tooSlow(folder: string): string {
  return (
    `${folder}: the disk is ${MOST_WAITING_SECONDS} s behind, so the recording has ended. ` +
    'Record to a faster disk, or fewer channels.'
  );
}
