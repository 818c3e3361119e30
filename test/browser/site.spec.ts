import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { watchConsole } from '../../src/workshop/draw';
import { writeSite, type Site } from '../../src/workshop/site';
import { withBrowser } from './with-browser';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Pages of every kind. */
const kinds = [
  'index.html',
  'playground.html',
  'search.html?q=triplet',
  'notebooks/00-welcome.html',
  'notebooks/09-measuring.html',
  'exercises/index.html',
  'exercises/03-facenet.html',
  'slides/08-celebrities.html',
  'api/index.html',
  'api/modules/losses_arcface.html',
  'api/functions/data_label-noise.addOutliers.html',
];

/** TypeDoc puts links into the headings that fold its lists; all else is asked of its pages, too. */
const ofTypeDoc = { rules: { 'nested-interactive': { enabled: false } } };

describe('the course as a site', function () {
  this.timeout(300_000);
  const browser = withBrowser();
  const folder = join(mkdtempSync(join(tmpdir(), 'facelab-site-')), 'site');
  let site: Site;

  before(async () => {
    site = await writeSite(folder);
  });
  after(() => rmSync(dirname(folder), { recursive: true, force: true }));

  it('has a page for everything, in less than 60 MB, and is not written over anything', async () => {
    assert.ok(site.bytes < 60e6, `${site.bytes} bytes`);
    for (const page of kinds) assert.ok(existsSync(join(folder, page.split('?')[0])), page);
    await assert.rejects(writeSite(folder), /exists and is not empty: give a new folder, or remove it first/);
  });

  it('links by relative addresses, to pages and headings that are there', () => {
    const dead: string[] = [];
    const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.html') && file.startsWith('api') === false,
    );
    for (const page of pages) {
      const html = readFileSync(join(folder, page), 'utf8').replace(
        /<script\b[\s\S]*?<\/script>/g,
        (script) => script.split('>')[0],
      );
      for (const [, link] of html.matchAll(/<(?:a|link|script|img|form)\b[^>]*?(?:href|src|action)="([^"]*)"/g)) {
        if (/^(https?:|data:)/.test(link)) continue;
        const [path, name] = link.split(/[?#]/);
        const target = path === '' ? join(folder, page) : join(folder, dirname(page), path);
        const isState = path.endsWith('playground.html');
        const isThere =
          existsSync(target) &&
          (isState || name === undefined || readFileSync(target, 'utf8').includes(`id="${name}"`));
        if (link.startsWith('/') || isThere === false) dead.push(`${page}: ${link}`);
      }
    }
    assert.deepEqual(dead, []);
  });

  for (const address of kinds) {
    it(`${address}: opens from a file, asks nobody, and axe finds nothing serious`, async () => {
      const page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
      const complaints = watchConsole(page);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${pathToFileURL(folder).href}/${address}`);
      await page.evaluate(axe);
      const rules = address.startsWith('api/') ? ofTypeDoc : {};
      const options = JSON.stringify({ resultTypes: ['violations'], preload: false, ...rules });
      const found = (await page.evaluate(`axe.run(document, ${options})
        .then(({ violations }) => violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
          .map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))`)) as string[];
      assert.deepEqual(found, []);
      // TypeDoc puts its icons into pages that are opened from a file by a script; what it asked for first is refused.
      assert.deepEqual(
        complaints.filter((text) => /api\/assets\/icons\.svg/.test(text) === false),
        [],
      );
      assert.deepEqual(asked.filter((url) => /^(file|data|blob):/.test(url) === false), []); // prettier-ignore
      await page.close();
    });
  }

  it('works from a folder of a web server: search leads to a heading, a chapter draws its figures', async () => {
    const { server, address } = await served(folder, '/course/2026/');
    try {
      const page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${address}index.html`);
      await page.fill('header input', 'unlock');
      await page.press('header input', 'Enter');
      await page.click('#results a[href^="notebooks/08-celebrities.html#"]');
      await page.waitForSelector('.js-plotly-plot .main-svg', { timeout: 60_000, state: 'attached' });
      assert.match(page.url(), /\/course\/2026\/notebooks\/08-celebrities\.html#/);
      await page.goto(`${address}api/index.html`);
      await page.waitForSelector('h1');
      assert.deepEqual(asked.filter((url) => url.startsWith(address) === false && /^(data|blob):/.test(url) === false), []); // prettier-ignore
      await page.close();
    } finally {
      server.close();
    }
  });
});

/** A web server that has the folder below a path, and nothing else. */
async function served(folder: string, path: string): Promise<{ server: Server; address: string }> {
  const kinds: Record<string, string> = {
    '.html': 'text/html',
    '.css': 'text/css',
    '.js': 'text/javascript',
    '.svg': 'image/svg+xml',
  };
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(request.url!.split('?')[0]);
    const file = join(folder, asked.slice(path.length));
    if (asked.startsWith(path) === false || existsSync(file) === false) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': kinds[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}` };
}
