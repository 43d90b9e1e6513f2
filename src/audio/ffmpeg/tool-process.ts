/**
 * A process of ffmpeg or ffprobe that is handed one file, to read or to write, and can reach nothing else.
 *
 *   file -> ffmpeg -> stdout, a pipe: what is not taken out of it makes ffmpeg wait
 *   stdin, a pipe -> ffmpeg -> file
 *
 * It is killed by `kill`, when `signal` is aborted, and when this process exits; and where this process is gone without a word,
 * it ends at the next bytes it writes. It gets no signal of the terminal's, which are its parent's business.
 */
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { Readable, type Writable } from 'node:stream';

import { startProgram } from '../../start-child.js';
import type { InputFile } from '../formats/input-file.js';
import { Complaints, type WhatIsRead } from './complaints.js';
import { DEMUXERS } from './ffmpeg-formats.js';

export interface ToolOptions {
  readonly signal?: AbortSignal | undefined;
  /** the file that its arguments are about (`inputArguments`, `handedName`) */
  readonly file?: Pick<InputFile, 'fd' | 'path'>;
  /** whether it reads what is written to its stdin @default false */
  readonly isFed?: boolean;
  /** what is decoded of it */
  readonly about?: WhatIsRead;
}

export interface ToolEnd {
  /** undefined: it was ended by a signal, or did not start */
  readonly exitCode: number | undefined;
  /** as in "it ..." */
  readonly how: string;
}

export interface ToolProcess {
  readonly stdout: Readable;
  /** of one that is fed; what is written to a process that is gone is lost, and its end tells */
  readonly stdin: Writable | undefined;
  /** all of them once it has ended */
  readonly complaints: Complaints;
  /** once it is gone and all that it wrote has been read */
  readonly ended: Promise<ToolEnd>;
  /** Harmless when called again, or too late. */
  kill(): void;
}

/** What the file is called in the process: it inherits it, so that whatever has its name by now is not opened. */
const HANDED_DESCRIPTOR = 3;

/** The loader needs them; anything else (proxies, FFREPORT, which writes files) is kept back. */
const VARIABLES = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot'];

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * What opens the file, and nothing that it may name: by no protocol but that of files, by no demuxer that follows names.
 * Linux opens what the descriptor stands for; elsewhere it could not be read from its beginning twice, so it is named.
 */
export function inputArguments(file: InputFile, platform = process.platform): string[] {
  const name = handedName(file, platform);
  return ['-protocol_whitelist', 'file', '-format_whitelist', DEMUXERS, '-i', name];
}

/** What the file that it is handed is called; of one that is written, the last argument. It is there already. */
export function handedName(file: Pick<InputFile, 'path'>, platform = process.platform): string {
  return `file:${platform === 'linux' ? `/dev/fd/${HANDED_DESCRIPTOR}` : path.resolve(file.path)}`;
}

export function startTool(
  program: string,
  args: readonly string[],
  { signal, file, about, isFed = false }: ToolOptions = {},
): ToolProcess {
  const { process: child, ended: gone } = startProgram(program, args, {
    stdio: [isFed ? 'pipe' : 'ignore', 'pipe', 'pipe', ...(file === undefined ? [] : [file.fd])],
    env: Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]])),
    // a process group of its own
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  // they are missing where the system has no descriptors left
  const stdout = child?.stdout ?? Readable.from([]);
  const stderr = child?.stderr ?? Readable.from([]);
  const stdin = child?.stdin ?? undefined;
  // a process that has ended takes nothing more: why, its end tells
  stdin?.on('error', () => undefined);
  if (child !== undefined) running.add(child);
  const complaints = new Complaints(about);
  stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints.add(text);
  });
  const kill = (): void => {
    child?.kill('SIGKILL');
    stdin?.destroy();
    stdout.destroy();
    stderr.destroy();
  };
  signal?.addEventListener('abort', kill);
  const ended = new Promise<ToolEnd>((resolve) => {
    const end = (exitCode: number | undefined, how: string): void => {
      if (child !== undefined) running.delete(child);
      signal?.removeEventListener('abort', kill);
      complaints.add('\n');
      resolve({ exitCode, how });
    };
    // the end of a child is that of what it has written, too
    if (child === undefined)
      void gone.then(({ reason }) => {
        end(undefined, reason);
      });
    child?.once('close', (code, by) => {
      end(
        code ?? undefined,
        code === null ? `was ended by ${by!}` : `ended with exit code ${code}`,
      );
    });
  });
  if (signal?.aborted === true) kill();
  return { stdout, stdin, complaints, ended, kill };
}

export interface ToolAnswer {
  readonly text: string;
  readonly complaints: Complaints;
  readonly end: ToolEnd;
}

/** no answer of ffprobe that is asked for here is longer */
const MOST_ANSWER_BYTES = 1 << 20;

/** Runs a tool to its end. */
export async function askTool(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolAnswer> {
  const tool = startTool(program, args, options);
  let text = '';
  tool.stdout.setEncoding('utf8').on('data', (some: string) => {
    text += some;
    if (text.length > MOST_ANSWER_BYTES) tool.kill();
  });
  const end = await tool.ended;
  return { text, complaints: tool.complaints, end };
}

/** As the program calls it, "7.1", or undefined where it does not run. */
export async function toolVersion(
  program: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { text } = await askTool(program, ['-version'], { signal });
  return /^\w+ version ([\w.:+~-]{1,40})/.exec(text)?.[1];
}
