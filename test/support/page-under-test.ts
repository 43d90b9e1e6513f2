/**
 * The page's server over an engine that only records, in a folder of its own; closed when the test is over.
 */
import path from 'node:path';

import type { ApiOptions } from '../../src/control/api/api.js';
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
  readonly inboxFolder: string;
  readonly log: readonly LogLine[];
}

export function withPageServer(
  use: (test: PageUnderTest) => Promise<void>,
  options: Partial<ApiOptions> & { readonly port?: number } = {},
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const { log, lines } = recordedLog();
    const engine = createRecordingEngine();
    const inboxFolder = path.join(folder, 'inbox');
    const api = createTestApi({ engine, mediaRoots: [inboxFolder], ...options });
    const server = await startPageServer({
      api,
      log,
      port: options.port ?? 0,
      packageFolder: repositoryPath(),
      outputFolder: path.join(folder, 'out'),
      inboxFolder,
      peaksFolder: path.join(folder, 'peaks'),
    });
    const client = await openPageClient(server.address);
    try {
      await use({ server, engine, client, folder, inboxFolder, log: lines });
    } finally {
      client.close();
      await api.close();
      await server.close();
    }
  });
}
