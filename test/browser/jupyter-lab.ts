import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../src/workshop/python';
import { freePort } from '../support/free-port';

/** A JupyterLab of this clone on a port of its own, with settings that leave no trace. */
export interface Lab {
  /** What a browser opens. */
  address: string;
  url: string;
  token: string;
  /** Notebooks are copied here, inside of what this Lab serves; another Lab of another spec has a folder of its own. */
  copies: string;
  close(): Promise<void>;
}

/** Starts JupyterLab as `npm start` does in a clone, within so many seconds, and takes address and token from what that prints. */
export async function startLab(environment: Record<string, string> = {}, clone = root, seconds = 120): Promise<Lab> {
  const port = await freePort();
  mkdirSync(join(clone, 'artefacts'), { recursive: true });
  const copies = mkdtempSync(join(clone, 'artefacts', 'lab-'));
  const settings = mkdtempSync(join(tmpdir(), 'facelab-lab-'));
  // All cells stay in the page, so that the test sees every figure without scrolling.
  const tracker = join(settings, '@jupyterlab', 'notebook-extension');
  mkdirSync(tracker, { recursive: true });
  writeFileSync(join(tracker, 'tracker.jupyterlab-settings'), '{ "windowingMode": "none" }');
  const server = spawn(
    process.execPath,
    [
      join(clone, 'scripts', 'start.js'),
      '--no-browser',
      `--port=${port}`,
      `--LabApp.user_settings_dir=${settings}`,
      `--LabApp.workspaces_dir=${join(settings, 'workspaces')}`,
    ],
    { cwd: clone, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let told = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (told += chunk));
  const close = async (): Promise<void> => {
    await stopped(server);
    for (const folder of [settings, copies]) rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline && server.exitCode === null) {
    const [address, url, token] = /(http:\S+)\/\?token=(\w+)/.exec(told) ?? [];
    if (address !== undefined) return { address, url, token, copies, close };
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await close();
  throw new Error(`JupyterLab did not start:\n${told}`);
}

/** Opens a copy of a notebook, changed as asked, so that what Lab saves does not touch the original, and waits for its kernel. */
export async function openInLab(
  browser: Browser,
  lab: Lab,
  notebook: string,
  { viewport = { width: 1280, height: 1100 }, change = (text: string) => text } = {},
): Promise<{ page: Page; copy: string }> {
  const copy = join(lab.copies, basename(notebook));
  writeFileSync(copy, change(readFileSync(notebook, 'utf8')));
  const page = await browser.newPage({ viewport });
  await page.goto(
    `${lab.url}/lab/tree/artefacts/${basename(lab.copies)}/${basename(notebook)}?token=${lab.token}&reset`,
  );
  await page.waitForSelector('.jp-Notebook .jp-CodeCell', { timeout: 120_000 });
  await untilKernel(page);
  return { page, copy };
}

/**
 * Waits until the status bar tells of a kernel that answers. Before, Lab shows 'idle' in other places too, and asks which kernel is meant when cells
 * are run.
 */
export async function untilKernel(page: Page): Promise<void> {
  await page.waitForFunction(`document.querySelector('#jp-main-statusbar')?.innerText.includes('| Idle')`, undefined, {
    polling: 500,
    timeout: 120_000,
  });
}

/** Opens a copy of a notebook as slides in RISE, and waits for the first one. Gives the page and what it asked other servers for. */
export async function openInRise(
  browser: Browser,
  lab: Lab,
  notebook: string,
): Promise<{ page: Page; elsewhere: string[] }> {
  copyFileSync(notebook, join(lab.copies, basename(notebook)));
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(lab.url)) elsewhere.push(request.url());
  });
  await page.goto(`${lab.url}/rise/artefacts/${basename(lab.copies)}/${basename(notebook)}?token=${lab.token}`);
  await page.waitForSelector('.reveal .slides section.present', { timeout: 120_000 });
  return { page, elsewhere };
}

/**
 * Runs the code cell of the slide that RISE shows; again when RISE did not take the keys, as it does while its session with the kernel is
 * not made yet. @returns whether the output has this text after at most 80 s
 */
export async function runCellOfSlide(page: Page, output: string): Promise<boolean> {
  const shown = page.locator(`.reveal .jp-OutputArea-output:has-text("${output}")`);
  for (let attempt = 1; attempt <= 2; attempt++) {
    await page.locator('.reveal section.present .jp-CodeCell .cm-content').click();
    await page.keyboard.press('Control+Enter');
    if (
      await shown.waitFor({ timeout: 40_000 }).then(
        () => true,
        () => false,
      )
    )
      return true;
  }
  return false;
}

/** What the server knows of its kernels, for a test that waits in vain. */
export async function kernelsTold(lab: Lab): Promise<string> {
  return (await fetch(`${lab.url}/api/kernels?token=${lab.token}`)).text();
}

/** The prompt of each code cell, what stands below the last that has an output, and what Lab asks, for a test that waits in vain. */
export async function cellsTold(page: Page): Promise<string> {
  const prompts = await page.locator('.jp-Notebook .jp-CodeCell .jp-InputPrompt').allInnerTexts();
  const outputs = await page.locator('.jp-Notebook .jp-CodeCell .jp-OutputArea').allInnerTexts();
  const last = outputs.filter((text) => text.trim() !== '').at(-1) ?? '';
  return `${prompts.join(' ')} … ${last.slice(-500)} ${(await page.locator('.jp-Dialog').allInnerTexts()).join(' ')}`;
}

/** Run → Run All Cells, from the menu. */
export async function runAll(page: Page): Promise<void> {
  await again(
    page,
    async () => {
      await page.click('.lm-MenuBar-item:has-text("Run")', { timeout: 10_000 });
      await page.click('.lm-Menu-item[data-command="runmenu:run-all"]', { timeout: 5000 });
    },
    `[...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].some((prompt) => prompt.textContent.includes('*'))`,
  );
}

/** The stop button of the notebook's toolbar, until the page shows the text that follows. */
export async function pressStop(page: Page, text: string): Promise<void> {
  await again(
    page,
    () => page.click('.jp-NotebookPanel-toolbar [data-command="notebook:interrupt-kernel"]', { timeout: 10_000 }),
    `document.querySelector('.jp-Notebook').innerText.includes(${JSON.stringify(text)})`,
  );
}

/**
 * Clicks, and clicks again when the page does not show within 30 s that it was taken: while Lab puts its widgets in place, what is
 * clicked may move away, a menu may close and a dialog may stand in the way.
 */
async function again(page: Page, click: () => Promise<void>, taken: string): Promise<void> {
  let reason = '';
  for (let attempt = 1; attempt <= 5; attempt++) {
    const shown = (): Promise<boolean> =>
      page.waitForFunction(taken, undefined, { polling: 500, timeout: 30_000 }).then(
        () => true,
        () => false,
      );
    const clicked = await click().then(
      () => true,
      (error: Error) => {
        reason = error.message;
        return false;
      },
    );
    if (clicked && (await shown())) return;
    for (const dialog of await page.locator('.jp-Dialog').allInnerTexts()) console.log(`      Lab asks: ${dialog}`);
    await page.keyboard.press('Escape');
  }
  throw new Error(`JupyterLab took no click. ${reason}\nIt shows:\n${await page.innerText('body')}`);
}

/** Waits until no cell is running or waiting. */
export async function untilIdle(page: Page, timeout: number): Promise<void> {
  await page.waitForFunction(
    `[...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].every((prompt) => !prompt.textContent.includes('*'))
     && document.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status === 'idle'`,
    undefined,
    { polling: 500, timeout },
  );
}

/** Process id of the only kernel that this Lab runs, read from the command lines of this machine's processes (Linux). */
export async function kernelPid(lab: Lab): Promise<number> {
  const [kernel] = await (await fetch(`${lab.url}/api/kernels?token=${lab.token}`)).json();
  const found = readdirSync('/proc').find((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(`kernel-${kernel.id}.json`);
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`The process of kernel ${kernel.id} was not found.`);
  return Number(found);
}

/** Ends every session of this Lab with its kernel. */
export async function shutDownKernels(lab: Lab): Promise<void> {
  const sessions = (await (await fetch(`${lab.url}/api/sessions?token=${lab.token}`)).json()) as { id: string }[];
  for (const { id } of sessions) {
    await fetch(`${lab.url}/api/sessions/${id}?token=${lab.token}`, { method: 'DELETE' });
  }
}

/** Processor seconds that the kernel process has used so far (Linux). */
export function kernelSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Asks once, then insists: JupyterLab shuts its kernels down when it is asked. */
async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const exit = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  const insist = setTimeout(() => server.kill('SIGKILL'), 15_000);
  await exit;
  clearTimeout(insist);
}
