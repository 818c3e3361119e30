import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { inScript } from './cells';

/** Files that pages need, by the name that they have in a site. */
const sources: Record<string, () => string> = {
  'plotly.js': () => require.resolve('plotly.js-dist'),
  'reveal.js': () => require.resolve('reveal.js'),
  'reveal.css': () => require.resolve('reveal.js/reveal.css'),
  'notes.js': () => require.resolve('reveal.js/plugin/notes'),
  'zoom.js': () => require.resolve('reveal.js/plugin/zoom'),
  'minisearch.js': () => join(require.resolve('minisearch'), '..', '..', 'umd', 'index.js'),
  'code.css': () => join(__dirname, 'code.css'),
  'page.css': () => join(__dirname, 'page.css'),
  'page.js': () => join(__dirname, 'page.js'),
  'slides.css': () => join(__dirname, 'slides.css'),
  'slides.js': () => join(__dirname, 'slides.js'),
  'site.css': () => join(__dirname, 'site.css'),
  'search.js': () => join(__dirname, 'search.js'),
};

let plotly: string | undefined;

/** The text of a script or style. Plotly's comes made small, for it is most of a page. */
export function assetText(name: string): string {
  if (name === 'plotly.js') return (plotly ??= transformSync(read(name), { minify: true, legalComments: 'none' }).code);
  return read(name);
}

function read(name: string): string {
  // A map of sources is nowhere to be found beside the page.
  return readFileSync(sources[name](), 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}

/** Puts scripts and styles into a page: `inlined` makes one file of it, `linkedFrom` refers to a folder that many pages share. */
export type Assets = (...names: string[]) => string;

export const inlined: Assets = (...names) =>
  names
    .map((name) =>
      name.endsWith('.css') ? `<style>${assetText(name)}</style>` : `<script>${inScript(assetText(name))}</script>`,
    )
    .join('\n');

export function linkedFrom(folder: string): Assets {
  return (...names) =>
    names
      .map((name) =>
        name.endsWith('.css')
          ? `<link rel="stylesheet" href="${folder}/${name}">`
          : `<script src="${folder}/${name}"></script>`,
      )
      .join('\n');
}
