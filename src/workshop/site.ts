import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { expect, InputError } from '../base/errors';
import { notebookHtml } from './export-html';
import { readNotebook } from './notebook-file';
import { assetText, linkedFrom } from './pages/assets';
import { codeHtml } from './pages/cells';
import { renderMarkdown, withLinks } from './pages/markdown';
import { placesOf, plainText, searchScript, type Found } from './pages/search-index';
import { contentsOf, relativeLink, sitePage, withAnchors, type SitePage, type Way } from './pages/site-page';
import { root } from './python';
import { notebookPaths } from './rehearse';
import { slidesHtml, titleOf } from './slides';

export interface Site {
  folder: string;
  pages: number;
  bytes: number;
}

const shared = ['plotly.js', 'reveal.js', 'reveal.css', 'notes.js', 'zoom.js', 'minisearch.js', 'page.css', 'page.js']
  .concat(['code.css', 'slides.css', 'slides.js', 'site.css', 'search.js']); // prettier-ignore

/**
 * Writes the course as a static site into a new folder: notebooks with live figures, slides, exercises with hints, the
 * glossary, the API reference, the margin playground, and search. All links are relative and nothing is asked of any server, so that it can be read from the disk,
 * from any place of a web server and from a stick. Notebooks are shown as their files are: nothing is run.
 *
 * The folder is there whole or not at all.
 *
 * @throws InputError when the folder exists and is not empty, or TypeDoc fails
 */
export async function writeSite(folder: string): Promise<Site> {
  const target = resolve(folder);
  expect(
    !existsSync(target) || readdirSync(target).length === 0,
    `${folder} exists and is not empty: give a new folder, or remove it first.`,
  );
  await mkdir(dirname(target), { recursive: true });
  const making = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    const write = async (address: string, text: string): Promise<void> => {
      await mkdir(dirname(join(making, address)), { recursive: true });
      await writeFile(join(making, address), text);
    };
    await writeReference(join(making, 'api'));
    await writePlayground(join(making, playground));
    for (const name of shared) await write(`assets/${name}`, assetText(name));
    await copyFile(join(root, 'data-samples', 'contact-sheet.png'), join(making, 'assets', 'contact-sheet.png'));
    const isThere = (address: string): boolean => existsSync(join(making, address));
    const chapters = await chapterPages(isThere, write);
    const pages = [startPage(), searchPage, glossaryPage(isThere), ...chapters, ...exercisePages(isThere)];
    for (const page of pages) await write(page.address, sitePage(page, ways));
    const places = pages.flatMap(({ body, address, title }) => placesOf(withAnchors(body), address, title));
    await write('assets/search-index.js', searchScript([...places, ...(await referencePlaces(making))]));
    await chmod(making, 0o755); // a web server reads it as somebody else
    await rm(target, { recursive: true, force: true });
    await rename(making, target);
    return { folder: target, ...(await countedIn(target)) };
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** A page of its own, without the head of the others: it fills the screen. */
const playground = 'playground.html';

const ways: Way[] = [
  { title: 'facelab', address: 'index.html' },
  { title: 'Exercises', address: 'exercises/index.html' },
  { title: 'Playground', address: playground },
  { title: 'Glossary', address: 'glossary.html' },
  { title: 'API reference', address: 'api/index.html' },
];

/** Where a file or folder of the project is shown in the site. */
export function addressOf(path: string): string | undefined {
  if (path === 'notebooks/glossary.md') return 'glossary.html';
  if (path === 'notebooks/playground.html') return playground;
  const [, notebook] = /^notebooks\/([\w-]+)\.ipynb$/.exec(path) ?? [];
  if (notebook !== undefined) return `notebooks/${notebook}.html`;
  const [, chapter, file = 'README.md'] = /^exercises\/(\d\d-[\w-]+)\/?(.+)?$/.exec(path) ?? [];
  if (chapter !== undefined) {
    const place = file === 'README.md' ? '' : file === 'HINTS.md' ? '#hints' : `#${basename(file, '.ts')}-ts`;
    return `exercises/${chapter}.html${place}`;
  }
  if (/^exercises(\/|\/README\.md)?$/.test(path)) return 'exercises/index.html';
  const [, source] = /^src\/(.+)\.ts$/.exec(path) ?? [];
  return source === undefined ? undefined : `api/modules/${source.replace(/\//g, '_')}.html`;
}

/** Turns links of a text that lies in `folder` of the project into links from a page of the site. */
function linker(folder: string, page: string, isThere: (address: string) => boolean) {
  return (link: string): string | undefined => {
    const [path, word] = link.split('#');
    const address = addressOf(posix.join(folder, decodeURIComponent(path)));
    if (address === undefined) return undefined;
    if (address === 'glossary.html' || address === playground)
      return `${relativeLink(page, address)}${word === undefined ? '' : `#${word}`}`;
    return address.startsWith('api/') && !isThere(address) ? undefined : relativeLink(page, address);
  };
}

const text = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What the project is, and its chapters, from the front page of the project. */
function startPage(): SitePage {
  const readme = text('README.md');
  const [, about] = /^# .*\n([\s\S]*?)\n(?=!\[|## )/.exec(readme) ?? ['', ''];
  const rows = [...readme.matchAll(/^\| (\d\d\w?) \| \[(.+?)\]\(notebooks\/(.+?)\.ipynb\) \| (.+) \|$/gm)].map(
    ([, number, title, name, idea]) =>
      `| ${number} | [${title}](notebooks/${name}.html) | ${idea} | [slides](slides/${name}.html "Slides of ${title}") |`,
  );
  const table = ['| | chapter | the idea | in front of people |', '|---|---|---|---|', ...rows].join('\n');
  const [, alt, sheet] = /^!\[(.*?)\]\(data-samples\/(.+?)\)$/m.exec(readme) ?? [];
  const picture = sheet === undefined ? '' : `![${alt}](assets/${sheet})`;
  const play = `**[Drag a margin, watch people part](${playground})**: eight people train live in your browser, with any loss of the course.`;
  const body = renderMarkdown(`# facelab\n\n${about.trim()}\n\n${play}\n\n${picture}\n\n## Chapters\n\n${table}\n`);
  return { address: 'index.html', title: 'facelab', body };
}

const searchPage: SitePage = {
  address: 'search.html',
  title: 'Search',
  body: `<h1>Search</h1>
<p><label for="query">Words of the course, or a function's name</label> <input type="search" id="query"></p>
<p id="count" role="status"></p>
<ol id="results" class="results"></ol>`,
  after: ['minisearch.js', 'search-index.js', 'search.js'],
};

/** The words of the course. */
function glossaryPage(isThere: (address: string) => boolean): SitePage {
  const prose = renderMarkdown(text('notebooks/glossary.md')).replace(/<(\/?)h3>/g, '<$1h2>');
  const body = withLinks(prose, linker('notebooks', 'glossary.html', isThere));
  return { address: 'glossary.html', title: 'Glossary', body };
}

/** A page for each notebook; its slides are written beside. */
async function chapterPages(
  isThere: (address: string) => boolean,
  write: (address: string, text: string) => Promise<void>,
): Promise<SitePage[]> {
  const paths = await notebookPaths();
  const chapters = await Promise.all(
    paths.map(async (path) => {
      const [notebook, name] = [await readNotebook(path), basename(path, '.ipynb')];
      return { notebook, name, title: titleOf(notebook, name) };
    }),
  );
  const pages: SitePage[] = [];
  for (const [index, { notebook, name, title }] of chapters.entries()) {
    const [address, slides] = [`notebooks/${name}.html`, `slides/${name}.html`];
    const link = linker('notebooks', slides, isThere);
    await write(slides, slidesHtml(notebook, title, { assets: linkedFrom('../assets'), link }));
    const body = withAnchors(withLinks(notebookHtml(notebook), linker('notebooks', address, isThere)));
    const beside = [
      `<a href="../${slides}">Slides</a>`,
      ...(existsSync(join(root, 'exercises', name)) ? [`<a href="../exercises/${name}.html">Exercises</a>`] : []),
    ];
    const turn = [chapters[index - 1], chapters[index + 1]].map((other, side) =>
      other === undefined
        ? '<span></span>'
        : `<a href="${other.name}.html">${['← ', ''][side]}${other.title}${['', ' →'][side]}</a>`,
    );
    pages.push({
      address,
      title,
      body: `<p>${beside.join(' · ')}</p>\n${contentsOf(body)}\n${body}\n<nav class="turn" aria-label="Chapters">${turn.join('')}</nav>`,
      before: body.includes('data-figure="') ? ['plotly.js'] : [],
      after: ['page.js'],
    });
  }
  return pages;
}

/** The list of exercises, and a page for each chapter's: what to write, the files as they are handed out, and the hints folded. */
function exercisePages(isThere: (address: string) => boolean): SitePage[] {
  const list = 'exercises/index.html';
  const chapters = readdirSync(join(root, 'exercises')).filter((name) => /^\d\d-/.test(name));
  return [
    {
      address: list,
      title: 'Exercises',
      body: withLinks(renderMarkdown(text('exercises/README.md')), linker('exercises', list, isThere)),
    },
    ...chapters.map((chapter): SitePage => {
      const [folder, address] = [`exercises/${chapter}`, `exercises/${chapter}.html`];
      const link = linker(folder, address, isThere);
      const prose = withLinks(renderMarkdown(text(`${folder}/README.md`)), link);
      const [, title = chapter] = /<h1>([\s\S]*?)<\/h1>/.exec(prose) ?? [];
      const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.ts'));
      const stubs = files.map((file) => `<h2>${file}</h2>\n${codeHtml(text(`${folder}/${file}`))}`);
      const hints = withLinks(renderMarkdown(text(`${folder}/HINTS.md`)), link)
        .replace(/<h1>[\s\S]*?<\/h1>/, '')
        .replace(/<h2>([\s\S]*?)<\/h2>([\s\S]*?)(?=<h2>|$)/g, '<details><summary>$1</summary><div>$2</div></details>');
      return {
        address,
        title: `Exercises: ${plainText(title)}`,
        body: `${prose}\n${stubs.join('\n')}\n<h2>Hints</h2>\n${hints}`,
      };
    }),
  ];
}

/** The API reference, by TypeDoc as `npm run docs` sets it up, without the front page that the site has itself. */
async function writeReference(folder: string): Promise<void> {
  const typedoc = join('node_modules', 'typedoc', 'bin', 'typedoc');
  const said = await runNode([typedoc, '--out', folder, '--readme', 'none', '--logLevel', 'Warn']);
  if (said !== undefined) throw new InputError(`The API reference cannot be written, see npm run docs: ${said}`);
}

/** The margin playground, as `npm run playground` writes it. */
async function writePlayground(file: string): Promise<void> {
  const said = await runNode(['--require', 'tsx/cjs', join('playground', 'build.ts'), file]);
  if (said !== undefined) throw new InputError(`The playground cannot be written, see npm run playground: ${said}`);
}

/** Runs a program of the project; what it said last if it failed. */
async function runNode(options: string[]): Promise<string | undefined> {
  const child = spawn(process.execPath, options, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (said = `${said}${chunk}`.slice(-2000)));
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  return code === 0 ? undefined : said.trim();
}

/** Every function, class and type of the reference, by its page. */
async function referencePlaces(site: string): Promise<Found[]> {
  const places: Found[] = [];
  for (const kind of ['functions', 'classes', 'interfaces', 'types', 'variables']) {
    for (const file of await readdir(join(site, 'api', kind)).catch(() => [])) {
      const html = readFileSync(join(site, 'api', kind, file), 'utf8');
      const [, stage = '', name = ''] = /^(.*)\.(.+)\.html$/.exec(file) ?? [];
      const [, comment = ''] = /<div class="tsd-comment tsd-typography">([\s\S]*?)<\/div>/.exec(html) ?? [];
      places.push({
        id: `api/${kind}/${file}`,
        title: name,
        page: `src/${stage.replace(/_/g, '/')}`,
        text: plainText(comment),
      });
    }
  }
  return places;
}

async function countedIn(folder: string): Promise<{ pages: number; bytes: number }> {
  const files = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  const pages = files.filter((file) => file.endsWith('.html')).length;
  return { pages, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
