/**
 * A folder of stems, `<folder>/<stem>.wav` each, and `stems.json` beside them, with `confidence.json` where there is one: all
 * of them whole, or none.
 *
 * Everything is written under temporary names in the folder itself. Commit flushes the files, then renames them,
 * the manifest last, so a manifest never describes other stems than the ones beside it; an earlier result stays
 * untouched until then, and none of its documents stays beside new stems. The caller ends every run with commit or discard.
 */
import { mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { OperationalError } from '../operational-error.js';
import { stemRow, type StemBlock } from '../signal/stem-block.js';
import { outputFailed, syncFolder, temporaryPathFor } from './output-file.js';
import type { StemSink } from './stem-sink.js';
import { clipToPcm24, roundToPcm24, sampleFromPcm24 } from './pcm24.js';
import { createWavWriter, type WavEncoding, type WavLayout, type WavWriter } from './wav-writer.js';

export type StemEncoding = WavEncoding;

export interface StemFolderOptions extends WavLayout {
  /** created where missing, with the folders above it */
  readonly folder: string;
  /** names of the files, in the order of the blocks' stems */
  readonly stems: readonly string[];
}

export interface StemFolder extends StemSink {
  /** where commit puts what, and where it is until then (a valid WAV at every moment) */
  readonly files: readonly StemFile[];
  /** frames written to each stem so far */
  readonly frames: number;
  /** samples beyond full scale, over all stems; only 24-bit files clip */
  readonly clippedSamples: number;
  /** Puts `stems.json` beside the stems at commit; the last call counts. @throws OperationalError `output-failed` */
  writeManifest(manifest: unknown): Promise<void>;
  /** The same for `confidence.json`. @throws OperationalError `output-failed` */
  writeConfidence(confidence: unknown): Promise<void>;
}

export interface StemFile {
  readonly stem: string;
  readonly path: string;
  readonly temporaryPath: string;
}

export const MANIFEST_NAME = 'stems.json';
export const CONFIDENCE_NAME = 'confidence.json';

/** What may lie beside the stems, in the order in which it gets its name. */
const DOCUMENT_NAMES = [CONFIDENCE_NAME, MANIFEST_NAME] as const;
type DocumentName = (typeof DOCUMENT_NAMES)[number];

/** @throws OperationalError `output-failed`, `output-exists` (something that is no file has a stem's name) */
export async function createStemFolder(options: StemFolderOptions): Promise<StemFolder> {
  const { folder, stems } = options;
  checkStemNames(stems);
  const firstCreated = await createFolder(resolve(folder));
  const files = stems.map((stem) => {
    const path = join(folder, `${stem}.wav`);
    return { stem, path, temporaryPath: temporaryPathFor(path) };
  });
  const stemFolder = new OpenStemFolder(folder, firstCreated, files, options.channels);
  try {
    for (const { path } of files) await checkReplaceable(path);
    for (const name of DOCUMENT_NAMES) await checkReplaceable(join(folder, name));
    await stemFolder.open(options);
    return stemFolder;
  } catch (error) {
    await stemFolder.discard();
    throw error;
  }
}

interface Document {
  readonly name: DocumentName;
  readonly path: string;
  readonly temporaryPath: string;
  isWritten: boolean;
}

class OpenStemFolder implements StemFolder {
  readonly files: readonly StemFile[];
  readonly #folder: string;
  /** the outermost folder this run created, if any */
  readonly #firstCreated: string | undefined;
  readonly #channels: number;
  readonly #writers: WavWriter[] = [];
  readonly #documents: readonly Document[];
  #state: 'open' | 'committing' | 'committed' | 'discarded' = 'open';

  constructor(
    folder: string,
    firstCreated: string | undefined,
    files: readonly StemFile[],
    channels: number,
  ) {
    this.files = files;
    this.#folder = folder;
    this.#firstCreated = firstCreated;
    this.#channels = channels;
    this.#documents = DOCUMENT_NAMES.map((name) => {
      const path = join(folder, name);
      return { name, path, temporaryPath: temporaryPathFor(path), isWritten: false };
    });
  }

  get frames(): number {
    return this.#writers[0]?.frames ?? 0;
  }

  get clippedSamples(): number {
    return this.#writers.reduce((sum, writer) => sum + writer.clippedSamples, 0);
  }

  async open(layout: WavLayout): Promise<void> {
    for (const { path, temporaryPath } of this.files) {
      const options = { ...layout, name: path, exclusive: true };
      this.#writers.push(await createWavWriter(temporaryPath, options));
    }
  }

  async write(block: StemBlock): Promise<void> {
    this.#mustBeOpen('write');
    if (block.stems !== this.files.length || block.channels !== this.#channels) {
      throw new Error(
        `StemFolder.write: ${this.#channels} channels of ${this.files.length} stems expected, ` +
          `got ${block.channels} of ${block.stems}`,
      );
    }
    const channels = Array.from({ length: block.channels }, (_, channel) => channel);
    for (const [stem, writer] of this.#writers.entries()) {
      await writer.write(channels.map((channel) => stemRow(block, channel, stem)));
    }
  }

  writeManifest(manifest: unknown): Promise<void> {
    return this.#writeDocument(MANIFEST_NAME, manifest);
  }

  writeConfidence(confidence: unknown): Promise<void> {
    return this.#writeDocument(CONFIDENCE_NAME, confidence);
  }

  async #writeDocument(name: DocumentName, content: unknown): Promise<void> {
    this.#mustBeOpen('write a document');
    const document = this.#documents.find((one) => one.name === name)!;
    try {
      await writeDurably(document.temporaryPath, `${JSON.stringify(content, null, 2)}\n`);
      document.isWritten = true;
    } catch (error) {
      throw outputFailed(document.path, error);
    }
  }

  async commit(): Promise<void> {
    this.#mustBeOpen('commit');
    this.#state = 'committing';
    for (const writer of this.#writers) {
      await writer.sync();
      await writer.close();
    }
    try {
      for (const { path } of this.#documents.toReversed()) await rm(path, { force: true });
      for (const { temporaryPath, path } of this.files) await rename(temporaryPath, path);
      for (const { isWritten, temporaryPath, path } of this.#documents) {
        if (isWritten) await rename(temporaryPath, path);
      }
      await syncFolder(this.#folder);
    } catch (error) {
      throw outputFailed(this.#folder, error);
    }
    this.#state = 'committed';
  }

  async discard(): Promise<void> {
    if (this.#state === 'committed' || this.#state === 'discarded') return;
    this.#state = 'discarded';
    // Whoever discards is on the way out with an error that says more than what may go wrong here; what cannot
    // be removed has a name that removeLeftovers knows.
    await Promise.allSettled(this.#writers.map((writer) => writer.close()));
    const temporaries = [...this.files, ...this.#documents].map(
      ({ temporaryPath }) => temporaryPath,
    );
    await Promise.allSettled(temporaries.map((path) => rm(path, { force: true })));
    await this.#removeCreatedFolders();
  }

  /** From the innermost outwards, as far as this run created them and nobody put anything in. */
  async #removeCreatedFolders(): Promise<void> {
    if (this.#firstCreated === undefined) return;
    for (let folder = resolve(this.#folder); ; folder = dirname(folder)) {
      try {
        await rmdir(folder);
      } catch {
        return; // not empty: somebody else's files are in it, and it stays
      }
      if (folder === this.#firstCreated) return;
    }
  }

  #mustBeOpen(action: string): void {
    if (this.#state !== 'open') throw new Error(`StemFolder.${action}: already ${this.#state}`);
  }
}

/** What a sample is for whoever reads the stem: itself, or the nearest step of 24 bits. */
export function storedSample(encoding: StemEncoding): (sample: number) => number {
  if (encoding === 'float32') return (sample) => sample;
  return (sample) => sampleFromPcm24(clipToPcm24(roundToPcm24(sample)));
}

/** Names come from model cards, which anybody may write: they must not lead out of the folder. */
function checkStemNames(stems: readonly string[]): void {
  const isPlain = (stem: string): boolean => /^[^./\\:\0][^/\\:\0]*$/.test(stem);
  if (stems.length > 0 && stems.every(isPlain) && new Set(stems).size === stems.length) return;
  throw new Error(
    `createStemFolder: stems must be different file names, got [${stems.join(', ')}]`,
  );
}

/**
 * Creates what is missing, outermost first; Node's own recursive mkdir never returns where a file system takes no
 * folders at all (/proc).
 * @param tries what is missing may be taken away meanwhile, by another run that is discarded beside this one
 * @returns the outermost folder that had to be created, if any
 */
async function createFolder(folder: string, tries = 2): Promise<string | undefined> {
  const existing = await stat(folder).catch(() => undefined);
  if (existing?.isDirectory() === true) return undefined;
  const parent = dirname(folder);
  const firstCreated = parent === folder ? undefined : await createFolder(parent);
  try {
    await mkdir(folder);
    return firstCreated ?? folder;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return firstCreated;
    if (code === 'ENOENT' && tries > 1) return createFolder(folder, tries - 1);
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw outputFailed(folder, error);
    throw new OperationalError(
      'output-exists',
      `${folder} is needed as a folder, but a file has that name. Move it away or choose another folder.`,
    );
  }
}

/** Found out now rather than when hours of work are to be renamed into place. */
async function checkReplaceable(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing === undefined || existing.isFile()) return;
  throw new OperationalError(
    'output-exists',
    `${path} is in the way and is not a file. Move it away or choose another folder.`,
  );
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
