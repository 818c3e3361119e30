import { build, type Plugin } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder, writeWhole } from '../src/data/disk';
import { readPictures } from './pictures';

const here = __dirname;

/** Where the page is written unless another place is asked for: beside the notebooks, which link to it. */
export const pageFile = resolve(here, '../notebooks/playground.html');

/**
 * `fit` can write checkpoints and `compile` can load graphs: both name Node's modules, and neither is reached in a browser.
 */
const withoutNode: Plugin = {
  name: 'without Node',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** A classic script with all that it imports. */
async function bundled(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
    mainFields: ['module', 'main'],
    define: { 'process.env': '{}', global: 'globalThis' },
    inject: [join(here, 'set-immediate.ts')],
    plugins: [withoutNode],
    logLevel: 'error',
  });
  return result.outputFiles[0].text;
}

/** Text that may stand in a script element. */
const inScript = (text: string): string => text.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');

/** The playground as one page without anything beside it. `picturesBytes` is what the people's pictures are of it. */
export async function playgroundPage(): Promise<{ html: string; picturesBytes: number }> {
  const [page, worker, { sprite, ...pictures }] = await Promise.all([
    bundled('page.ts'),
    bundled('worker.ts'),
    readPictures(),
  ]);
  const { values } = pictures.descriptors;
  const data = {
    ...pictures,
    sprite,
    descriptors: {
      ...pictures.descriptors,
      values: { ...values, values: Array.from(values.values, (value) => Number(value.toFixed(4))) },
    },
  };
  const html = readFileSync(join(here, 'page.html'), 'utf8')
    .replace('/* style */', () => readFileSync(join(here, 'page.css'), 'utf8'))
    .replace('/* data */', () => inScript(`window.playground = ${JSON.stringify({ ...data, worker })};`))
    .replace('/* page */', () => inScript(page));
  return { html, picturesBytes: sprite.length };
}

/** Writes the page and returns where it lies. */
export async function writePlayground(file = pageFile): Promise<string> {
  const { html } = await playgroundPage();
  await makeFolder(resolve(file, '..'));
  await writeWhole(file, html);
  return file;
}

if (require.main === module) {
  writePlayground(process.argv[2] && resolve(process.argv[2])).then(
    (file) => console.log(`The margin playground: open ${file} in a browser. It needs no network.`),
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
