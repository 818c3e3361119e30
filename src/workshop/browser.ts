import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { InputError } from '../base/errors';

/** Chromium as Linux distributions, macOS and Windows install it; `FACELAB_CHROMIUM` names another one. */
const places = [
  process.env.FACELAB_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser that is installed, or undefined. */
export function chromiumPath(): string | undefined {
  return places.find((place) => place !== undefined && place !== '' && existsSync(place));
}

/**
 * Starts headless Chromium with software WebGL (3-D figures need it) and without its background traffic.
 * Throws an InputError when no Chromium is installed.
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    throw new InputError(
      'No Chromium was found: install it (Debian: apt-get install chromium) or set FACELAB_CHROMIUM to its path.',
    );
  }
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      // Without a GPU, SwiftShader would put together every frame of a page: a tenth of the frames, and clicks that wait for them.
      '--disable-gpu-compositing',
      '--disable-gpu-rasterization',
      '--force-color-profile=srgb',
      '--font-render-hinting=none',
    ],
  });
}
