/**
 * The page's server over an engine that only records, in a folder of its own; closed when the test is over.
 */
import path from 'node:path';

import type { ApiOptions } from '../../src/control/api/api.js';
import type { PageCertificate } from '../../src/control/http/page-certificate.js';
import { startPageServer, type PageServer } from '../../src/control/http/page-server.js';
import { createRecordingEngine, type RecordingEngine } from './osc-recording-engine.js';
import { openPageClient, type PageClient } from './page-client.js';
import { recordedLog, type LogLine } from './recorded-log.js';
import { repositoryPath } from './repository.js';
import { withTemporaryFolder } from './temporary-folder.js';
import { createTestApi } from './test-api.js';

export interface PageUnderTest {
  readonly server: PageServer;
  readonly engine: RecordingEngine;
  readonly client: PageClient;
  readonly folder: string;
  readonly outputFolder: string;
  readonly inboxFolder: string;
  readonly log: readonly LogLine[];
}

export interface PageTestOptions extends Partial<ApiOptions> {
  readonly host?: string;
  readonly port?: number;
  readonly certificate?: PageCertificate;
}

export function withPageServer(
  use: (test: PageUnderTest) => Promise<void>,
  options: PageTestOptions = {},
): Promise<void> {
  return withServer(async (test) => {
    const client = await openPageClient(test.server.address);
    try {
      await use({ ...test, client });
    } finally {
      client.close();
    }
  }, options);
}

/** The same without a client, for those of its own kind. */
export function withServer(
  use: (test: Omit<PageUnderTest, 'client'>) => Promise<void>,
  { host = '127.0.0.1', port = 0, certificate, ...options }: PageTestOptions = {},
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const { log, lines } = recordedLog();
    const engine = createRecordingEngine();
    const [outputFolder, inboxFolder] = [path.join(folder, 'out'), path.join(folder, 'inbox')];
    const api = createTestApi({ engine, mediaRoots: [inboxFolder], ...options });
    const server = await startPageServer({
      api,
      log,
      host,
      port,
      certificate,
      packageFolder: repositoryPath(),
      outputFolder,
      inboxFolder,
      peaksFolder: path.join(folder, 'peaks'),
    });
    try {
      await use({ server, engine, folder, outputFolder, inboxFolder, log: lines });
    } finally {
      await api.close();
      await server.close();
    }
  });
}
