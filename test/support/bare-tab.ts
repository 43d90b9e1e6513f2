/**
 * A bare tab: a page of a browser that nobody looks into but by what a test asks. A page that playwright opens has every answer that it
 * gets kept for the developer tools, up to 100 MB in the page's own process: its memory cannot be measured.
 */
import { readFile } from 'node:fs/promises';

import type { Browser, CDPSession } from 'playwright-core';

import { parseJson } from '../../src/json-file.js';
import { answerSchema, evaluatedSchema } from './bare-tab-schema.js';

export interface BareTab {
  /** @param script gives text */
  evaluate(script: string): Promise<string>;
  /** Waits until a script gives something else than "". */
  until(script: string): Promise<string>;
  /** Presses and lets go of the mouse's button. */
  click(x: number, y: number): Promise<void>;
  /** What the tab's process has for itself, as the browser's task manager counts it: anonymous memory, and what of it is swapped. */
  memoryBytes(): Promise<number>;
}

const LOOK_MS = 20;

export async function openBareTab(browser: Browser, url: string): Promise<BareTab> {
  const session = await browser.newBrowserCDPSession();
  // one that playwright knows is one that it attaches to
  const { browserContextId } = await session.send('Target.createBrowserContext');
  const before = await rendererIds(session);
  const { targetId } = await session.send('Target.createTarget', { url, browserContextId });
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
  const waiting = new Map<number, (result: unknown) => void>();
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const answer = parseJson(message, answerSchema);
    if (answer !== undefined) waiting.get(answer.id)?.(answer.result);
  });
  let asked = 0;
  const send = async (method: string, params: object): Promise<unknown> => {
    const id = ++asked;
    const answered = new Promise<unknown>((resolve) => waiting.set(id, resolve));
    const message = JSON.stringify({ id, method, params });
    await session.send('Target.sendMessageToTarget', { sessionId, message });
    return answered;
  };
  const evaluate = async (script: string): Promise<string> => {
    const expression = `String(${script})`;
    const result = await send('Runtime.evaluate', { expression, awaitPromise: true });
    const { value } = evaluatedSchema.parse(result).result;
    return value;
  };
  const ids = (await rendererIds(session)).filter((id) => !before.includes(id));
  return {
    evaluate,
    async until(script) {
      for (;;) {
        const value = await evaluate(script);
        if (value !== '') return value;
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    },
    async click(x, y) {
      const button = { x, y, button: 'left', clickCount: 1 };
      await send('Input.dispatchMouseEvent', { type: 'mousePressed', ...button });
      await send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...button });
    },
    async memoryBytes() {
      const sizes = await Promise.all(ids.map(anonymousBytes));
      return Math.max(...sizes);
    },
  };
}

async function rendererIds(session: CDPSession): Promise<number[]> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

async function anonymousBytes(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return ['RssAnon', 'VmSwap']
    .map((name) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0))
    .reduce((total, bytes) => total + bytes, 0);
}
