/**
 * Job inputs: the files and folders that a command names as its sound.
 */
import type { JobCommand } from './job-command.js';

export function inputsOf(command: JobCommand): string[] {
  if (command.kind === 'generate') return [];
  if (command.kind === 'separate') return [command.input];
  const { known } = command;
  if ('mixture' in known) return [known.mixture];
  return 'folder' in known ? [known.folder] : known.map((file) => file.path);
}
