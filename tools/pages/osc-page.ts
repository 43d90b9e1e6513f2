/**
 * The page that documents OSC for people, made from the routes.
 */
import { routesTable } from '../../src/control/osc/routes-table.js';
import { repositoryPath } from '../../test/support/repository.js';
import type { GeneratedFile } from '../generated-file.js';

export function oscPage(): GeneratedFile {
  return { file: repositoryPath('src', 'control', 'osc', 'README.md'), content: text() };
}

function text(): string {
  return `# The daemon over OSC

Made from [the routes](../api/routes.ts) by \`npm run generate\`.

\`stemwright serve\` listens on 127.0.0.1:9130, UDP and TCP (SLIP or int32 framing) alike. Every request carries an id of
the client's choice (string or int) first, and every reply repeats it. Options are key and value pairs at the end. Replies go to the sender.
Paths are absolute and must lie below a media root (\`--media-roots\`, the home folder by default); the daemon decides where stems go.
No packet is longer than 1,400 bytes; audio never travels in OSC. From a shell:

    stemwright send /stemwright/separate take-1 /home/me/song.wav --wait

A client may send 250 messages a second, and 500 at once; four replies to a request count as one. All clients together have limits,
too: those that have subscribed, sent the token or have something under way share one, all others another. Of 64 TCP connections, one
that says nothing and has nothing under way may have to make room. [All limits](../api/admission.ts).

${routesTable()}`;
}
