/**
 * Shared target: the daemon that attacks share which need no other; a new one after one that did not hold.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { Target } from './target.js';

export class SharedTarget {
  readonly #folder: string;
  #starts = 0;
  #target: Target | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async current(): Promise<Target> {
    if (this.#target === undefined) {
      const folder = path.join(this.#folder, String(++this.#starts));
      await mkdir(folder, { recursive: true });
      this.#target = await Target.start(folder);
      // the first job loads the model: that is no attack's doing
      await this.#target.separate();
    }
    return this.#target;
  }

  async stop(): Promise<void> {
    await this.#target?.stop();
    this.#target = undefined;
  }
}
