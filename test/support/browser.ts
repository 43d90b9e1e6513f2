/**
 * Debian's Chromium, as tests run it.
 */
import { chromium, type Browser } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export async function withBrowser(use: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    // tests run as root in containers, where its sandbox cannot; it meets this page alone
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    await use(browser);
  } finally {
    await browser.close();
  }
}
