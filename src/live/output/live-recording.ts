/**
 * Live recording: the stems of a session on disk, at full level.
 *
 * Files grow while the session runs and get their names at its end. A disk that is too slow or full ends the recording, never the
 * session: what cannot be written is one event, and what was written is kept (audio/keep-stems). A recording that is broken off,
 * with its thread or its process, is what the journal is for.
 */
import { keepStems, leftSentence } from '../../audio/keep-stems.js';
import { levelWarnings } from '../../audio/level-warnings.js';
import { createStemFolder, type StemEncoding, type StemFolder } from '../../audio/stem-folder.js';
import { OperationalError } from '../../operational-error.js';
import type { StemBlock } from '../../signal/stem-block.js';
import type { LiveEvent, LiveRequest } from '../live.js';

export interface LiveRecordingOptions {
  readonly folder: string;
  readonly encoding: StemEncoding;
  readonly stems: readonly string[];
  readonly rateHz: number;
  readonly channels: number;
  /** called once when it ends before the session does, and once more where what is written cannot be made whole files */
  readonly onFailure: (message: string) => void;
}

/**
 * Sound that may wait for the disk. A daemon that stood still gets 14 s at once, which are no fault of the disk's: 4 s wait in the
 * pipe of the input's process, and up to 10 s that are lost are silence.
 */
const MOST_WAITING_SECONDS = 30;

export class LiveRecording {
  readonly #options: LiveRecordingOptions;
  readonly #folder: StemFolder;
  #waitingFrames = 0;
  #writing: Promise<void> = Promise.resolve();
  /** takes nothing more */
  #hasEnded = false;
  /** nothing more can be written */
  #isBroken = false;
  #isTold = false;

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
    if (this.#hasEnded || block.frames === 0) return;
    if (this.#waitingFrames > MOST_WAITING_SECONDS * this.#options.rateHz) {
      this.#end(new OperationalError('output-failed', tooSlow(this.#options.folder)));
      return;
    }
    this.#waitingFrames += block.frames;
    this.#writing = this.#writing.then(async () => {
      if (this.#isBroken) return;
      try {
        await this.#folder.write(block);
      } catch (error) {
        this.#isBroken = true;
        this.#end(error);
      }
      this.#waitingFrames -= block.frames;
    });
  }

  /** Gives the files their names. @returns those that have frames, as many each */
  async finish(): Promise<readonly { readonly stem: string; readonly path: string }[]> {
    this.#hasEnded = true;
    await this.#writing;
    await this.#folder.release();
    const { files } = this.#folder;
    const { frames, kept, left } = await keepStems(files);
    if (left.length > 0) this.#options.onFailure(leftSentence(left));
    else if (frames === 0) await this.#folder.discard();
    return files.filter(({ path }) => kept.includes(path));
  }

  /** What is to be known of the files, one sentence each; none where they hold what was played. */
  warnings(): readonly string[] {
    const { peak, clippedSamples } = this.#folder;
    const { encoding } = this.#options;
    return levelWarnings({ encoding, format: 'wav', peak, clippedSamples, sumErrorDbfs: null });
  }

  /** Leaves nothing of it. */
  async discard(): Promise<void> {
    await this.#writing;
    await this.#folder.discard();
  }

  #end(error: unknown): void {
    this.#hasEnded = true;
    if (this.#isTold) return;
    this.#isTold = true;
    const message = error instanceof Error ? error.message : String(error);
    this.#options.onFailure(`The recording has ended: ${message} What came until then is kept.`);
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
  const onFailure = (message: string) => {
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
    `${folder}: the disk is ${MOST_WAITING_SECONDS} s behind. ` +
    'Record to a faster disk, or fewer channels.'
  );
}
