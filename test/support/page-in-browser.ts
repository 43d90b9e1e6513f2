/**
 * The page of a running daemon in a real browser, Debian's Chromium, whose sound is recorded where it leaves the page's audio graph.
 */
import type { Browser, Page } from 'playwright-core';

import { withBrowser } from './browser.js';
import { pageAddress } from './page-address.js';
import {
  withRunningDaemon,
  type RunningDaemon,
  type RunningDaemonOptions,
} from './running-daemon.js';

export interface PageInBrowser {
  readonly page: Page;
  readonly daemon: RunningDaemon;
  readonly address: string;
  /** all addresses that the browser has asked for */
  readonly requested: readonly string[];
  /** what it has complained of: errors, and what the page's policy refuses */
  readonly complaints: readonly string[];
  /**
   * What was heard since the last call, by channel, without silent blocks: in those the mixer may have waited, where a machine is busy.
   */
  readonly heard: () => Promise<Float32Array[]>;
}

export const LIMIT_MS = 120_000;

/** What a browser computes at once (Web Audio API, 1.1: a render quantum). */
export const QUANTUM_FRAMES = 128;

/** On the sound thread: hands on what it hears. */
const RECORDER_SCRIPT = `
  registerProcessor('recorder', class extends AudioWorkletProcessor {
    process([input]) {
      if (input.length > 0) this.port.postMessage(input.map((channel) => channel.slice()));
      return true;
    }
  });
`;

/** Whatever the page connects to the loudspeakers is connected to a recorder, too. */
const RECORD = `
  globalThis.heard = [];
  globalThis.rendered = 0;
  const recorder = URL.createObjectURL(
    new Blob([${JSON.stringify(RECORDER_SCRIPT)}], { type: 'text/javascript' }),
  );
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target === this.context.destination) {
      void this.context.audioWorklet.addModule(recorder).then(() => {
        const node = new AudioWorkletNode(this.context, 'recorder', { numberOfOutputs: 1 });
        node.port.onmessage = ({ data: channels }) => {
          const place = globalThis.rendered++;
          if (channels.some((row) => row.some((sample) => sample !== 0))) {
            globalThis.heard.push({ channels, place });
          }
        };
        connect.call(this, node);
        connect.call(node, this.context.destination);
        globalThis.isRecording = true;
      });
    }
    return connect.call(this, target, ...rest);
  };
`;

/** The channels as base64 of float32, for numbers as text would take minutes. */
const TAKE_HEARD = `
  (() => {
    const blocks = globalThis.heard.splice(0);
    const channels = blocks[0]?.channels.length ?? 0;
    return Array.from({ length: channels }, (_, channel) => {
      const row = new Float32Array(blocks.length * ${QUANTUM_FRAMES});
      blocks.forEach((block, at) => row.set(block.channels[channel] ?? block.channels[0], at * ${QUANTUM_FRAMES}));
      const bytes = new Uint8Array(row.buffer);
      let text = '';
      for (let at = 0; at < bytes.length; at += 8192) {
        text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      }
      return btoa(text);
    });
  })()
`;

export interface PageOptions extends RunningDaemonOptions {
  /** whether its sound is recorded; then its policy does not hold, for the recorder is no script of its own @default true */
  readonly isRecorded?: boolean;
}

/** Runs `use` with the page open, and ends browser and daemon afterwards. */
export function withPage(
  use: (page: PageInBrowser) => Promise<void>,
  { isRecorded = true, ...options }: PageOptions = {},
): Promise<void> {
  // what is heard is the sum of its lanes however they were sampled
  const args = [...(options.args ?? []), '--page-port', '0', '--preset', 'draft'];
  return withRunningDaemon(
    async (daemon) => {
      const address = await pageAddress(daemon);
      await withBrowser(async (browser) => {
        const opened = await openPage(browser, { daemon, address, isRecorded });
        try {
          await use(opened);
        } catch (error) {
          const shown = await opened.page.innerText('body');
          throw new Error(`${opened.complaints.join('\n')}\nThe page shows:\n${shown}`, {
            cause: error,
          });
        }
      });
    },
    { ...options, args },
  );
}

/** Drops files and folders of this machine as a hand does, which a page cannot do itself. */
export async function dropFiles(page: Page, selector: string, files: string[]): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`nothing is shown of ${selector}`);
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  const place = { x: box.x + box.width / 2, y: box.y + 10, data };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...place });
  }
  await session.detach();
}

async function openPage(
  browser: Browser,
  {
    daemon,
    address,
    isRecorded,
  }: Pick<PageInBrowser, 'daemon' | 'address'> & { readonly isRecorded: boolean },
): Promise<PageInBrowser> {
  const page = await browser.newPage({ bypassCSP: isRecorded });
  page.setDefaultTimeout(LIMIT_MS);
  const requested: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  if (isRecorded) await page.addInitScript(RECORD);
  await page.goto(address);
  return {
    page,
    daemon,
    address,
    requested,
    complaints,
    heard: async () => (await page.evaluate<string[]>(TAKE_HEARD)).map(floats),
  };
}

function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  const row = new Float32Array(bytes.length / Float32Array.BYTES_PER_ELEMENT);
  bytes.copy(Buffer.from(row.buffer));
  return row;
}
