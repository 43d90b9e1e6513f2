/**
 * The page of a running daemon in a real browser, Debian's Chromium, whose sound is recorded where it leaves the page's audio graph.
 */
import type { Browser, Page } from 'playwright-core';

import { launchBrowser } from './browser.js';
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
  /** What was heard since the last call: channels without the silence before and behind. */
  readonly heard: () => Promise<Float32Array[]>;
}

const LIMIT_MS = 120_000;

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
  const recorder = URL.createObjectURL(
    new Blob([${JSON.stringify(RECORDER_SCRIPT)}], { type: 'text/javascript' }),
  );
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target === this.context.destination) {
      void this.context.audioWorklet.addModule(recorder).then(() => {
        const node = new AudioWorkletNode(this.context, 'recorder', { numberOfOutputs: 1 });
        node.port.onmessage = ({ data }) => globalThis.heard.push(data);
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
    const channels = blocks[0]?.length ?? 0;
    return Array.from({ length: channels }, (_, channel) => {
      const row = new Float32Array(blocks.length * 128);
      blocks.forEach((block, at) => row.set(block[channel] ?? block[0], at * 128));
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
  const args = [...(options.args ?? []), '--page-port', '0'];
  return withRunningDaemon(
    async (daemon) => {
      const address = await pageAddress(daemon);
      const browser = await launchBrowser();
      const opened = await openPage(browser, { daemon, address, isRecorded });
      try {
        await use(opened);
      } catch (error) {
        const shown = await opened.page.innerText('body');
        throw new Error(`${opened.complaints.join('\n')}\nThe page shows:\n${shown}`, {
          cause: error,
        });
      } finally {
        await browser.close();
      }
    },
    { ...options, args },
  );
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
    heard: async () => withoutSilence((await page.evaluate<string[]>(TAKE_HEARD)).map(floats)),
  };
}

function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  const row = new Float32Array(bytes.length / Float32Array.BYTES_PER_ELEMENT);
  bytes.copy(Buffer.from(row.buffer));
  return row;
}

function withoutSilence(rows: readonly Float32Array[]): Float32Array[] {
  const isSound = (at: number) => rows.some((row) => row[at] !== 0);
  const frames = rows[0]?.length ?? 0;
  let [start, end] = [0, frames];
  while (start < frames && !isSound(start)) start++;
  while (end > start && !isSound(end - 1)) end--;
  return rows.map((row) => row.slice(start, end));
}
