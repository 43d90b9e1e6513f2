/**
 * The OSCQuery server over an engine that only records; closed when the test is over. Asked over plain HTTP, so that a test says
 * whatever headers it likes.
 */
import { request, type OutgoingHttpHeaders } from 'node:http';

import type { ApiOptions } from '../../src/control/api/api.js';
import { startOscQueryServer } from '../../src/control/http/osc-query-server.js';
import { createRecordingEngine, type RecordingEngine } from './osc-recording-engine.js';
import { recordedLog, type LogLine } from './recorded-log.js';
import { createTestApi } from './test-api.js';

export interface OscQueryAnswer {
  readonly status: number | undefined;
  /** undefined: an empty one */
  readonly body: unknown;
}

export interface OscQueryUnderTest {
  readonly engine: RecordingEngine;
  readonly port: number;
  readonly log: readonly LogLine[];
  readonly get: (path: string, options?: AskOptions) => Promise<OscQueryAnswer>;
}

interface AskOptions {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
}

export const OSC_PORT = 9130;

export async function withOscQuery(
  use: (test: OscQueryUnderTest) => Promise<void>,
  {
    host = '127.0.0.1',
    port = 0,
    ...options
  }: Partial<ApiOptions> & { host?: string; port?: number } = {},
): Promise<void> {
  const { log, lines } = recordedLog();
  const engine = createRecordingEngine();
  const api = createTestApi({ engine, ...options });
  const server = await startOscQueryServer({ api, log, host, port, oscPort: OSC_PORT });
  try {
    await use({
      engine,
      port: server.port,
      log: lines,
      get: (path, asked) => askOscQuery(server.port, path, asked),
    });
  } finally {
    await api.close();
    await server.close();
  }
}

export function askOscQuery(
  port: number,
  path: string,
  { method = 'GET', headers = {} }: AskOptions = {},
): Promise<OscQueryAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (more: string) => (text += more));
        response.on('end', () => {
          const body: unknown = text === '' ? undefined : JSON.parse(text);
          resolve({ status: response.statusCode, body });
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}
