/**
 * An input file opened for reading: a regular file, read at any position.
 *
 * Opening never hangs (a named pipe is refused, not waited for) and every failure of the operating system
 * becomes an `OperationalError` that names the file. Knows nothing of audio.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from '../../file-system.js';
import { OperationalError } from '../../operational-error.js';
import { systemCodeOf } from '../../thrown-error.js';

export interface InputFile {
  /** as the caller gave it, for messages */
  readonly path: string;
  /** its length when it was opened */
  readonly bytes: number;
  /** its descriptor, for a child process to open it by; good until it is closed */
  readonly fd: number;
  /**
   * Reads up to `into.length` bytes from `position`.
   * @returns how many were read, 0 at the end of the file
   * @throws OperationalError `input-unreadable`
   */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Harmless when called again. */
  close(): Promise<void>;
}

/** @throws OperationalError `input-missing`, `input-unreadable` or `input-empty` (a file of no bytes) */
export async function openInputFile(path: string): Promise<InputFile> {
  const handle = await openRegularFile(path);
  try {
    const { size } = await handle.stat();
    if (size === 0) {
      throw new OperationalError(
        'input-empty',
        `${path} is empty (0 bytes): expected an audio file. Check that it was copied completely.`,
      );
    }
    return inputFile(path, size, handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * `bytes` bytes from `position`; fewer only where the file ends before.
 * @throws OperationalError `input-unreadable`
 */
export async function readBytes(
  file: InputFile,
  position: number,
  bytes: number,
): Promise<Uint8Array> {
  const into = new Uint8Array(bytes);
  let held = 0;
  while (held < bytes) {
    const got = await file.read(into.subarray(held), position + held);
    if (got === 0) break;
    held += got;
  }
  return into.subarray(0, held);
}

function inputFile(path: string, bytes: number, handle: FileHandle): InputFile {
  let closing: Promise<void> | undefined;
  return {
    path,
    bytes,
    fd: handle.fd,
    async read(into, position) {
      try {
        return (await handle.read(into, 0, into.length, position)).bytesRead;
      } catch (error) {
        throw unreadable(path, error);
      }
    },
    close: () => (closing ??= handle.close()),
  };
}

async function openRegularFile(path: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    // O_NONBLOCK, because opening a named pipe would otherwise wait for somebody to write to it.
    handle = await open(path, constants.O_RDONLY | nonBlockingFlag());
  } catch (error) {
    throw unreadable(path, error);
  }
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  await handle.close();
  throw stats.isDirectory() ? folderGiven(path) : notAFile(path);
}

/** 0 where the platform has no such flag (Windows), whatever its type says. */
function nonBlockingFlag(): number {
  return (constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0;
}

function folderGiven(path: string): OperationalError {
  return new OperationalError(
    'input-unreadable',
    `${path} is a folder: expected an audio file. Name the files inside it instead.`,
  );
}

function notAFile(path: string): OperationalError {
  return new OperationalError(
    'input-unreadable',
    `${path} is a pipe or a device: expected a regular audio file. Save the audio to a file first.`,
  );
}

/** U+FFFD is what is left of a name that is no UTF-8 on its way through most programs. */
function whereToLook(path: string): string {
  if (!path.includes('\ufffd')) return 'Check the spelling of its path.';
  return 'Its name may hold bytes that are no UTF-8, which were lost on the way here. Name the folder it is in, or rename it.';
}

function unreadable(path: string, error: unknown): OperationalError {
  const code = systemCodeOf(error) ?? 'unknown error';
  const options = { cause: error };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new OperationalError(
        'input-missing',
        `${path} does not exist: expected an audio file. ${whereToLook(path)}`,
        options,
      );
    case 'EACCES':
    case 'EPERM':
      return new OperationalError(
        'input-unreadable',
        `${path} may not be read by this user (${code}). Change its permissions or copy it elsewhere.`,
        options,
      );
    case 'EISDIR':
      return folderGiven(path);
    case 'ENXIO':
      return notAFile(path);
    default:
      return new OperationalError(
        'input-unreadable',
        `${path} cannot be read (${code}). Check the disk or network share it lies on.`,
        options,
      );
  }
}
