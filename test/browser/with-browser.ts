import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { chromiumPath, openBrowser } from '../../src/workshop/browser';
import { root } from '../../src/workshop/python';

/**
 * Opens one browser for the tests of a suite and closes it afterwards. Without Chromium the suite is skipped with a
 * sentence; with CI=true its absence is a failure.
 */
export function withBrowser(): () => Browser {
  let browser: Browser | undefined;
  before(async function () {
    if (chromiumPath() === undefined && process.env.CI !== 'true') {
      console.log(
        '      skipped: no Chromium is installed (Debian: apt-get install chromium; or set FACELAB_CHROMIUM)',
      );
      this.skip();
    }
    browser = await openBrowser();
  });
  after(async () => browser?.close());
  return () => browser!;
}

/** Keeps a picture or page under artefacts/ for people to look at. */
export function keep(name: string, content: Uint8Array | string): string {
  const folder = join(root, 'artefacts');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
