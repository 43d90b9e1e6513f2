/**
 * A folder of stems, `<folder>/<stem>.wav` each or as stem-files.ts says, and `stems.json` beside them, with `confidence.json`
 * where there is one: all of them whole, or none.
 *
 * Everything is written under temporary names in the folder itself. Commit flushes the files, then gives them their names,
 * the manifest last, so a manifest never describes other stems than the ones beside it; an earlier result stays
 * untouched until then, and none of its documents stays beside new stems. The caller ends every run with commit or discard.
 *
 * Nothing of the user's is replaced or removed (output-claim.ts): that is found out before anything is written, and once more at
 * commit. Where there was no file then, none is replaced, by the system's own guarantee. A file of ours that somebody writes to
 * or replaces meanwhile is kept unless that happens between the last look at it and its renaming, which follow each other at
 * once. A commit that fails or is killed half-way leaves what it says of its files under temporary names (own-files.ts), by
 * which the next run knows them as ours.
 */
import { basename, dirname, join } from 'node:path';
import { absolutePath, removeFile, rmdir } from '../file-system.js';
import { stemRow, type StemBlock } from '../signal/stem-block.js';
import { createFolder } from './create-folder.js';
import { claimOutputs, type OutputClaim, type OutputRules } from './output-claim.js';
import { outputFailed } from './output-failed.js';
import { syncFolder, temporaryPathFor } from './output-file.js';
import {
  CONFIDENCE_NAME,
  fileState,
  MANIFEST_NAME,
  measureFile,
  type MeasuredHashes,
} from './own-files.js';
import { placeFiles, type OutputDocument } from './place-files.js';
import type { FileFacts } from './stem-folder-schema.js';
import {
  isPlainName,
  openStemFile,
  rowCount,
  stemFiles,
  type StemFile,
  type StemFileNaming,
  type StemFilesOptions,
} from './stem-files.js';
import type { StemSink } from './stem-sink.js';
import type { StemWriter } from './stem-writer.js';
import { writeFlushed } from './whole-file.js';
import type { WavEncoding } from './wav-writer.js';

export { CONFIDENCE_NAME, MANIFEST_NAME } from './own-files.js';
export type StemEncoding = WavEncoding;

export interface StemFolderOptions extends StemFilesOptions, OutputRules {
  /** created where missing, with the folders above it */
  readonly folder: string;
  /** whether confidence.json is written, too @default false */
  readonly confidence?: boolean;
}

export interface StemFolder extends StemSink {
  /** where commit puts what, and where it is until then (a WAV is valid at every moment); of a stem.mp4 the same for each stem */
  readonly files: readonly PlacedFile[];
  /** frames written to each stem so far */
  readonly frames: number;
  /** stem -> samples beyond full scale so far; only 24-bit files clip */
  readonly clippedSamples: Readonly<Record<string, number>>;
  /** stem -> largest |sample| so far, before it was clipped; linear, 1 = full scale */
  readonly peak: Readonly<Record<string, number>>;
  /** paths of the files that commit replaced though they were not ours */
  readonly replaced: readonly string[];
  /**
   * Ends the writing. @returns name -> what is in it, for the manifest: the stems, confidence.json where it has been written,
   * and files of ours that stay as they are. @throws OperationalError `output-failed`, `cancelled`
   */
  measureFiles(): Promise<Readonly<Record<string, FileFacts>>>;
  /** Puts `stems.json` beside the stems at commit; the last call counts. @throws OperationalError `output-failed` */
  writeManifest(manifest: unknown): Promise<void>;
  /** The same for `confidence.json`. @throws OperationalError `output-failed` */
  writeConfidence(confidence: unknown): Promise<void>;
  /**
   * Ends the run with neither: the files are closed and keep their temporary names, for whoever makes whole files of what is in
   * them (keep-stems). Discarding removes them all the same.
   */
  release(): Promise<void>;
}

export interface PlacedFile {
  readonly stem: string;
  readonly path: string;
  readonly temporaryPath: string;
}

/** What may lie beside the stems, in the order in which it gets its name. */
const DOCUMENT_NAMES = [CONFIDENCE_NAME, MANIFEST_NAME];

/** Names of the files that a run writes, or might. */
export function outputNames(
  options: StemFileNaming & Pick<StemFolderOptions, 'confidence'>,
): string[] {
  const documents = options.confidence === true ? DOCUMENT_NAMES : [MANIFEST_NAME];
  return [...stemFiles(options).map(({ name }) => name), ...documents];
}

/** @throws OperationalError `output-failed`, `output-exists` (something is in the way that may not be replaced) */
export async function createStemFolder(options: StemFolderOptions): Promise<StemFolder> {
  const { folder } = options;
  const planned = stemFiles(options);
  const firstCreated = await createFolder(folder);
  const stemFolder = new OpenStemFolder(options, firstCreated, planned);
  try {
    await stemFolder.open();
    return stemFolder;
  } catch (error) {
    await stemFolder.discard();
    throw error;
  }
}

/** A file, and who writes it once it is open. */
interface WrittenFile extends StemFile {
  readonly path: string;
  readonly temporaryPath: string;
  writer?: StemWriter;
}

class OpenStemFolder implements StemFolder {
  readonly files: readonly PlacedFile[];
  readonly #options: StemFolderOptions;
  readonly #folder: string;
  /** the outermost folder this run created, if any */
  readonly #firstCreated: string | undefined;
  readonly #written: readonly WrittenFile[];
  readonly #documents: readonly OutputDocument[];
  readonly #measured: MeasuredHashes = new Map();
  #claim: OutputClaim | undefined;
  #replaced: readonly string[] = [];
  #writersClosed = false;
  /** once stems of before are gone: by the manifest's temporary name, the next run knows the new ones as ours */
  #keepsManifests = false;
  #state: 'open' | 'measured' | 'committing' | 'committed' | 'released' | 'discarded' = 'open';

  constructor(
    options: StemFolderOptions,
    firstCreated: string | undefined,
    planned: readonly StemFile[],
  ) {
    const { folder } = options;
    this.#options = options;
    this.#folder = folder;
    this.#firstCreated = firstCreated;
    this.#written = planned.map((file) => ({ ...file, ...placeIn(folder, file.name) }));
    this.files = this.#written.flatMap(({ stems, path, temporaryPath }) =>
      stems.map((stem) => ({ stem, path, temporaryPath })),
    );
    this.#documents = DOCUMENT_NAMES.map((name) => {
      return { name, ...placeIn(folder, name), isWritten: false };
    });
  }

  get frames(): number {
    return this.#written[0]?.writer?.frames ?? 0;
  }

  get clippedSamples(): Readonly<Record<string, number>> {
    return this.#byStem(({ clippedSamples }) => clippedSamples);
  }

  get peak(): Readonly<Record<string, number>> {
    const { channels } = this.#options;
    return this.#byStem(({ channelPeaks }, row) =>
      Math.max(...Array.from(channelPeaks).slice(row * channels, (row + 1) * channels)),
    );
  }

  /** @param value of the writer of a stem's file, and the stem's row in it */
  #byStem(value: (writer: StemWriter, row: number) => number): Readonly<Record<string, number>> {
    const entries = this.#written.flatMap(({ writer, stems, rows }) =>
      stems.map((stem, index): [string, number] => {
        const row = index + rows.length - stems.length;
        return [stem, writer === undefined ? 0 : value(writer, row)];
      }),
    );
    return Object.fromEntries(entries);
  }

  get replaced(): readonly string[] {
    return this.#replaced;
  }

  async open(): Promise<void> {
    this.#claim = await this.#claimNow();
    for (const file of this.#written) {
      file.writer = await openStemFile(file, file.temporaryPath, file.path, this.#options);
    }
  }

  async write(block: StemBlock): Promise<void> {
    this.#mustBeOpen('write');
    const { channels: expected } = this.#options;
    const expectedRows = rowCount(this.#options);
    if (block.stems !== expectedRows || block.channels !== expected) {
      throw new Error(
        `StemFolder.write: ${expected} channels of ${expectedRows} rows expected, ` +
          `got ${block.channels} of ${block.stems}`,
      );
    }
    const channels = Array.from({ length: block.channels }, (_, channel) => channel);
    for (const { rows, writer } of this.#written) {
      const planar = rows.flatMap((row) => channels.map((channel) => stemRow(block, channel, row)));
      await writer!.write(planar);
    }
  }

  async measureFiles(): Promise<Readonly<Record<string, FileFacts>>> {
    this.#mustBeOpen('measureFiles');
    this.#state = 'measured';
    await this.#closeWriters();
    const files: Record<string, FileFacts> = { ...(await this.#untouched()) };
    const documents = this.#documents.filter(({ isWritten }) => isWritten);
    for (const { path, temporaryPath } of [...this.#written, ...documents]) {
      try {
        files[basename(path)] = await measureFile(temporaryPath, this.#options.signal);
      } catch (error) {
        throw outputFailed(path, error);
      }
    }
    return files;
  }

  writeManifest(manifest: unknown): Promise<void> {
    return this.#writeDocument(MANIFEST_NAME, manifest);
  }

  writeConfidence(confidence: unknown): Promise<void> {
    return this.#writeDocument(CONFIDENCE_NAME, confidence);
  }

  async #writeDocument(name: string, content: unknown): Promise<void> {
    if (this.#state !== 'measured') this.#mustBeOpen('write a document');
    if (name === CONFIDENCE_NAME && this.#options.confidence !== true) {
      throw new Error(`StemFolder.writeConfidence: not asked for when the folder was created`);
    }
    const document = this.#documents.find((one) => one.name === name)!;
    try {
      const text = `${JSON.stringify(content, null, 2)}\n`;
      await writeFlushed(document.temporaryPath, text, { flags: 'w' });
      document.isWritten = true;
    } catch (error) {
      throw outputFailed(document.path, error);
    }
  }

  async commit(): Promise<void> {
    if (this.#state !== 'measured') this.#mustBeOpen('commit');
    this.#state = 'committing';
    await this.#closeWriters();
    try {
      const claim = await this.#claimNow(); // hours may have gone by
      await placeFiles({
        folder: this.#folder,
        stems: this.#written,
        documents: this.#documents,
        claim,
        measured: this.#measured,
        onReplaced: () => (this.#keepsManifests = true),
      });
      this.#keepsManifests = false;
      await syncFolder(this.#folder);
      this.#replaced = claim.foreign.map((name) => join(this.#folder, name));
    } catch (error) {
      throw outputFailed(this.#folder, error);
    }
    this.#state = 'committed';
  }

  async release(): Promise<void> {
    this.#mustBeOpen('release');
    this.#state = 'released';
    // what is on disk is valid, whatever closing says
    await this.#closeAll();
  }

  #claimNow(): Promise<OutputClaim> {
    return claimOutputs(this.#folder, outputNames(this.#options), this.#options, this.#measured);
  }

  /** Files of ours that are there and that this run does not write: they go on being ours. */
  async #untouched(): Promise<Record<string, FileFacts>> {
    const untouched: Record<string, FileFacts> = {};
    for (const [name, facts] of Object.entries(this.#claim?.untouched ?? {})) {
      if (name === CONFIDENCE_NAME || !isPlainName(name)) continue;
      if ((await fileState(join(this.#folder, name))) !== undefined) untouched[name] = facts;
    }
    return untouched;
  }

  async #closeWriters(): Promise<void> {
    if (this.#writersClosed) return;
    this.#writersClosed = true;
    for (const { writer } of this.#written) {
      await writer?.sync();
      await writer?.close();
    }
  }

  /** Whatever closing says. */
  async #closeAll(): Promise<void> {
    const writers = this.#written.flatMap(({ writer }) => writer ?? []);
    await Promise.allSettled(writers.map((writer) => writer.close()));
  }

  async discard(): Promise<void> {
    if (this.#state === 'committed' || this.#state === 'discarded') return;
    this.#state = 'discarded';
    // Whoever discards is on the way out with an error that says more than what may go wrong here; what cannot
    // be removed has a name that removeLeftovers knows.
    await this.#closeAll();
    const documents = this.#documents.filter(
      ({ name }) => name !== MANIFEST_NAME || !this.#keepsManifests,
    );
    const temporaries = [...this.#written, ...documents].map(({ temporaryPath }) => temporaryPath);
    await Promise.allSettled(temporaries.map((path) => removeFile(path)));
    await this.#removeCreatedFolders();
  }

  /** From the innermost outwards, as far as this run created them and nobody put anything in. */
  async #removeCreatedFolders(): Promise<void> {
    if (this.#firstCreated === undefined) return;
    for (let folder = absolutePath(this.#folder); ; folder = dirname(folder)) {
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

function placeIn(folder: string, name: string): Pick<PlacedFile, 'path' | 'temporaryPath'> {
  const path = join(folder, name);
  return { path, temporaryPath: temporaryPathFor(path) };
}
