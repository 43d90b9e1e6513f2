/**
 * Take away: stems, all of them, or what is heard, as files; and where they lie.
 */
import { RefusedError, type Connection } from './connection.js';
import { isRecord } from './read-reply.js';

/** What is taken of a result. */
export interface Wanted {
  /** its id */
  readonly result: string;
  /** undefined: all */
  readonly stem?: string;
  /** stem -> the id of the result whose take is used */
  readonly takes?: Readonly<Record<string, string>>;
  /** of the mix: stem -> its gain, linear */
  readonly gains?: Readonly<Record<string, number>>;
}

export class TakeAway {
  readonly #connection: Connection;
  readonly #onProblem: (problem: string) => void;

  constructor(connection: Connection, onProblem: (problem: string) => void) {
    this.#connection = connection;
    this.#onProblem = onProblem;
  }

  /** Has the browser save it. */
  download(wanted: Wanted): Promise<void> {
    return this.#tell(async () => {
      const link = document.createElement('a');
      link.href = await this.#address(wanted);
      link.download = '';
      link.click();
    });
  }

  /** An address that holds for a minute, and for one use; undefined where there is none. */
  async addressOf(wanted: Wanted): Promise<string | undefined> {
    let address: string | undefined;
    await this.#tell(async () => {
      address = new URL(await this.#address(wanted), location.href).href;
    });
    return address;
  }

  /** In the system's file manager, where the daemon runs. */
  show(result: string, stem: string): Promise<void> {
    return this.#tell(async () => {
      const body = JSON.stringify({ result, stem });
      await this.#connection.fetch('/api/shown', { method: 'POST', body });
    });
  }

  copyPath(path: string): Promise<void> {
    return this.#tell(() => navigator.clipboard.writeText(path));
  }

  async #address(wanted: Wanted): Promise<string> {
    const body = JSON.stringify(wanted);
    const response = await this.#connection.fetch('/api/downloads', { method: 'POST', body });
    const told: unknown = await response.json();
    const address = isRecord(told) ? told['address'] : undefined;
    if (typeof address !== 'string') throw new Error('expected an address of the daemon');
    return address;
  }

  /** A connection that is lost is shown as such already. */
  async #tell(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof RefusedError || error instanceof DOMException) {
        this.#onProblem(error.message);
      }
    }
  }
}
