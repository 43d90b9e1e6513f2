/**
 * Job inputs: the files and folders that a command names as its sound.
 */
import type { JobCommand } from './job-command.js';

export function inputsOf(command: JobCommand): string[] {
  if (command.kind === 'generate') return [];
  if (command.kind === 'separate') return [command.input];
  const { known } = command;
  if (known.kind === 'mixture') return [known.path];
  return known.kind === 'folder' ? [known.folder] : known.files.map(({ path }) => path);
}
