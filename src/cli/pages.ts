import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { writeWhole } from '../data/disk';
import { expect } from '../base/errors';
import { exportHtml } from '../workshop/export-html';
import { readNotebook, type Notebook } from '../workshop/notebook-file';
import { notebookPaths } from '../workshop/rehearse';
import { writeSite } from '../workshop/site';
import { slidesHtml, titleOf, type CellTimes } from '../workshop/slides';
import { lastTiming } from '../workshop/time-left';
import { print, runCommand } from './terminal';

/** `facelab slides [NN…]`: slides that need no server. */
export function addSlides(program: Command): void {
  program
    .command('slides')
    .description('write a page of slides for each notebook: live figures, code and notes on demand, no network')
    .argument('[numbers...]', 'which notebooks; all when left out')
    .option('--out <folder>', 'where to', '.')
    .addHelpText(
      'after',
      "\nExample:\n  npx facelab slides 8        # writes 08-celebrities-slides.html: open it in a browser\n\nKeys: C code, S speaker's view, Alt-click enlarges, ? all keys. The notes tell how long the cells took when\nfacelab rehearse last ran them. Which cell stands on which slide: its slide type, in JupyterLab's property inspector.\n",
    )
    .action((numbers: string[], { out }: { out: string }) =>
      runCommand(() =>
        writePages(numbers, out, '-slides', (notebook, title, name) =>
          slidesHtml(notebook, title, { times: timesOf(notebook, name) }),
        ),
      ),
    );
}

/** `facelab export [NN…]`: one page for each notebook. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('write a page for each notebook as it stands in its file, with live figures, no network')
    .argument('[numbers...]', 'which notebooks; all when left out')
    .option('--out <folder>', 'where to', '.')
    .option('--hide-code', 'fold the code behind a word that opens it')
    .addHelpText('after', '\nExample:\n  npx facelab export 8 --hide-code        # writes 08-celebrities.html\n')
    .action((numbers: string[], { out, hideCode }: { out: string; hideCode?: boolean }) =>
      runCommand(() => writePages(numbers, out, '', (notebook, title) => exportHtml(notebook, title, { hideCode }))),
    );
}

/** `facelab site DIR`: the course to read. */
export function addSite(program: Command): void {
  program
    .command('site')
    .description('write the course as a static site: notebooks, slides, exercises, API reference, search; no network')
    .argument('<folder>', 'a new or empty folder')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx facelab site ../course-site        # open index.html in it, or put the folder on any web server\n',
    )
    .action((folder: string, { json }: { json?: boolean }) =>
      runCommand(async () => {
        const site = await writeSite(folder);
        print(json, site, `${site.pages} pages, ${Math.round(site.bytes / 1e6)} MB → ${site.folder}`);
      }),
    );
}

/** Of the last rehearsal in the preset that a talk most likely uses. */
function timesOf(notebook: Notebook, name: string): CellTimes | undefined {
  for (const preset of ['standard', 'quick', 'full'] as const) {
    const cells = lastTiming(notebook, name, preset);
    if (cells !== undefined) return { cells, preset };
  }
  return undefined;
}

type Write = (notebook: Notebook, title: string, name: string) => string;

async function writePages(numbers: string[], out: string, ending: string, write: Write): Promise<void> {
  expect(
    !existsSync(out) || statSync(out).isDirectory(),
    `--out ${out} is a file, but a folder is needed: give another path.`,
  );
  for (const path of await notebookPaths(numbers)) {
    const [notebook, name] = [await readNotebook(path), basename(path, '.ipynb')];
    const file = join(out, `${name}${ending}.html`);
    await writeWhole(file, write(notebook, titleOf(notebook, name), name));
    console.log(file);
  }
}
