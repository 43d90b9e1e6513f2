/**
 * Surroundings: the system and the user that something is installed for. What depends on them is handed them, so that the places of
 * every system can be looked at on any.
 */
import os from 'node:os';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly homeFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Of this process. */
export function ownSurroundings(): Surroundings {
  return { platform: process.platform, homeFolder: os.homedir(), environment: process.env };
}
