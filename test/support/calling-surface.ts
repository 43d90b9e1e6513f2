/**
 * A surface that has no bytes: callers hand requests to the API as values and keep what they are told, over an engine that only
 * records and a clock that stands still.
 */
import type { Api, ApiOptions } from '../../src/control/api/api.js';
import type { Client } from '../../src/control/api/client.js';
import type { RequestValue } from '../../src/control/api/field.js';
import type { Reply } from '../../src/control/api/replies.js';
import { createFakeClock, type FakeClock } from './osc-fake-clock.js';
import { createRecordingEngine, type RecordingEngine } from './osc-recording-engine.js';
import { createTestApi } from './test-api.js';

/** Somebody at the surface, and what was said to them. */
export interface Caller {
  readonly client: Client;
  readonly replies: Reply[];
  readonly ask: (address: string, ...values: RequestValue[]) => void;
}

export interface CallingSurface {
  readonly api: Api;
  readonly engine: RecordingEngine;
  readonly clock: FakeClock;
  /** @param more of the client; without an address of its own, its name is one */
  readonly caller: (name: string, more?: Partial<Client>) => Caller;
}

export async function withCallingSurface(
  use: (surface: CallingSurface) => Promise<void> | void,
  options: Partial<ApiOptions> = {},
): Promise<void> {
  const engine = createRecordingEngine();
  const clock = createFakeClock();
  const api = createTestApi({ engine, clock, ...options });
  const caller = (name: string, more: Partial<Client> = {}): Caller => {
    const replies: Reply[] = [];
    const client: Client = {
      key: `page ${name}`,
      name: `page ${name}`,
      address: name,
      send: (reply) => void replies.push(reply),
      ...more,
    };
    return {
      client,
      replies,
      ask: (address, ...values) => {
        if (api.admit(client)) api.dispatch({ address: `/stemwright/${address}`, values }, client);
      },
    };
  };
  try {
    await use({ api, engine, clock, caller });
  } finally {
    await api.close();
  }
}
