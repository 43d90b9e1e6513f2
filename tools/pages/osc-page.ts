/**
 * The page that documents OSC for people, made from the routes.
 */
import { MOST_PATTERN_CHARACTERS } from '../../src/control/api/address-pattern.js';
import { BUTTON_CAPTURE, BUTTON_SECONDS } from '../../src/control/api/button-press.js';
import { STEM_FADER_DB } from '../../src/control/api/fader-law.js';
import { ROUTES } from '../../src/control/api/routes.js';
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

## Surfaces

What TouchOSC, Open Stage Control and motor faders expect, besides requests with an id:

- **An address a control.** \`/stemwright/live/bass/fader 0.7\`, and \`gain\` (dB), \`mute\` and \`solo\` likewise: one value, no id. Subscribers
  (\`/stemwright/subscribe\`) are told what has moved at the same addresses, whatever moved it; \`/stemwright/live/status\` tells
  where all stand. The fader has the taper of MIDI's \`$fader\`: ${STEM_FADER_DB.to} dB at 1, 18 dB less halfway, ${STEM_FADER_DB.from} dB at 0.
- **Patterns.** \`/stemwright/live/*/mute 1\`, \`/stemwright/live/{bass,drums}/fader 0.5\`: address patterns of OSC 1.0, under \`/stemwright/live/\` only,
  of at most ${MOST_PATTERN_CHARACTERS} characters. Each address that matches counts as a message.
- **Switches** take 0 or 1, as whole numbers or floats, and \`F\` or \`T\`.
- **Buttons.** A single 1, 1.0 or \`T\` triggers one of these without an id (replies have the id ""), and a single 0, 0.0 or \`F\` is a button that is let go and does
  nothing: ${buttons()}. \`separate\` takes the last eight bars of the live input then (\`${BUTTON_CAPTURE}\`), \`impute\` makes the model's
  first stem to them as a draft, \`generate\` makes ${BUTTON_SECONDS} seconds, and \`cancel\` means the job that runs or is next.

\`stemwright serve --oscquery-port 9150\` tells programs the same by [OSCQuery](https://github.com/Vidvox/OSCQueryProposal): every address with its types, ranges
and meaning, and where the controls of live stems stand (where the daemon has no token), as JSON over HTTP. With \`--host\` beyond this machine it is announced in the local network
(\`_oscjson._tcp\`).

## Messages

${routesTable()}`;
}

function buttons(): string {
  return ROUTES.filter(({ button }) => button !== undefined)
    .map(({ address }) => `\`${address.replace('/stemwright/', '')}\``)
    .join(', ');
}
