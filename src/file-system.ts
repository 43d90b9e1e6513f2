/**
 * File system: node:fs/promises for paths that may hold bytes which are no UTF-8 (path-text.ts). What users name, and what is found
 * below folders of theirs, is opened, looked at and written through here.
 *
 * Errors are the system's own. It adds nothing else to what Node does.
 */
import { readlinkSync, type BigIntStats, type Stats } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';

import { pathBytes, pathText } from './path-text.js';

export type { FileHandle } from 'node:fs/promises';

/** @param mode permissions of a file that is made, less the user's umask */
export function open(file: string, flags: string | number, mode = 0o666): Promise<FileHandle> {
  return fs.open(pathBytes(file), flags, mode);
}

export function stat(file: string): Promise<Stats> {
  return fs.stat(pathBytes(file));
}

export function lstat(file: string): Promise<Stats> {
  return fs.lstat(pathBytes(file));
}

/** In numbers that hold every device, file and nanosecond. */
export function exactStat(file: string): Promise<BigIntStats> {
  return fs.stat(pathBytes(file), { bigint: true });
}

export function exactLstat(file: string): Promise<BigIntStats> {
  return fs.lstat(pathBytes(file), { bigint: true });
}

export async function readdir(folder: string): Promise<string[]> {
  const names = await fs.readdir(pathBytes(folder), { encoding: 'buffer' });
  return names.map(pathText);
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export async function folderEntries(folder: string): Promise<FolderEntry[]> {
  const entries = await fs.readdir(pathBytes(folder), { withFileTypes: true, encoding: 'buffer' });
  return entries.map((entry) => ({
    name: pathText(entry.name),
    kind: entry.isFile()
      ? 'file'
      : entry.isDirectory()
        ? 'folder'
        : entry.isSymbolicLink()
          ? 'link'
          : 'other',
  }));
}

export async function realpath(file: string): Promise<string> {
  return pathText(await fs.realpath(pathBytes(file), { encoding: 'buffer' }));
}

/** As UTF-8 text. */
export function readText(file: string): Promise<string> {
  return fs.readFile(pathBytes(file), 'utf8');
}

/** Resolves when the disk has it. */
export function appendText(file: string, text: string): Promise<void> {
  return fs.appendFile(pathBytes(file), text, { flush: true });
}

export function truncate(file: string, bytes: number): Promise<void> {
  return fs.truncate(pathBytes(file), bytes);
}

/** @param mode its permissions @default what the process's mask leaves */
export function mkdir(folder: string, mode?: number): Promise<void> {
  return fs.mkdir(pathBytes(folder), mode);
}

export function rmdir(folder: string): Promise<void> {
  return fs.rmdir(pathBytes(folder));
}

export function rename(from: string, to: string): Promise<void> {
  return fs.rename(pathBytes(from), pathBytes(to));
}

export function link(existing: string, made: string): Promise<void> {
  return fs.link(pathBytes(existing), pathBytes(made));
}

export function unlink(file: string): Promise<void> {
  return fs.unlink(pathBytes(file));
}

/** Without complaint where there is none. */
export async function removeFile(file: string): Promise<void> {
  await fs.rm(pathBytes(file), { force: true });
}

/** path.resolve, also in a folder whose own name is no UTF-8. */
export function absolutePath(file: string): string {
  const absolute = path.resolve(file);
  // U+FFFD stands for what was lost; it may be a character of the name, too
  if (!absolute.includes('\ufffd') || process.platform !== 'linux') return absolute;
  return path.resolve(pathText(readlinkSync('/proc/self/cwd', 'buffer')), file);
}
