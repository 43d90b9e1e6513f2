/**
 * A real browser, Debian's Chromium, without a window.
 */
import { chromium, type Browser } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whoever launches it closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    // tests run as root in containers, where its sandbox cannot; it meets this page alone
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}
