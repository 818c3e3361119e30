import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../src/workshop/python';

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

/** Starts JupyterLab as `npm start` does in a clone, and takes address and token from what that prints. */
export async function startLab(environment: Record<string, string> = {}, clone = root): Promise<Lab> {
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
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline && server.exitCode === null) {
    const [address, url, token] = /(http:\S+)\/\?token=(\w+)/.exec(told) ?? [];
    if (address !== undefined) return { address, url, token, copies, close };
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await close();
  throw new Error(`JupyterLab did not start:\n${told}`);
}

/** Opens a copy of a notebook, so that what Lab saves does not touch the original, and waits for its kernel. */
export async function openInLab(
  browser: Browser,
  lab: Lab,
  notebook: string,
  viewport = { width: 1280, height: 1100 },
): Promise<{ page: Page; copy: string }> {
  const copy = join(lab.copies, basename(notebook));
  copyFileSync(notebook, copy);
  const page = await browser.newPage({ viewport });
  await page.goto(
    `${lab.url}/lab/tree/artefacts/${basename(lab.copies)}/${basename(notebook)}?token=${lab.token}&reset`,
  );
  await page.waitForSelector('.jp-Notebook .jp-CodeCell', { timeout: 120_000 });
  await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', {
    state: 'attached',
    timeout: 120_000,
  });
  return { page, copy };
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

/** Run → Run All Cells, from the menu; again when Lab, which was still putting its widgets in place, did not take it. */
export async function runAll(page: Page): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await page.click('.lm-MenuBar-item:has-text("Run")');
    await page.click('.lm-Menu-item[data-command="runmenu:run-all"]');
    const taken = page.waitForFunction(
      `[...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].some((prompt) => prompt.textContent.includes('*'))`,
      undefined,
      { timeout: 10_000 },
    );
    if (await taken.catch(() => false)) return;
    if (attempt === 5) throw new Error(`JupyterLab ran no cell. It shows:\n${await page.innerText('body')}`);
    await page.keyboard.press('Escape');
  }
}

/** The stop button of the notebook's toolbar. */
export async function pressStop(page: Page): Promise<void> {
  await page.click('.jp-NotebookPanel-toolbar [data-command="notebook:interrupt-kernel"]');
}

/** Waits until no cell is running or waiting. */
export async function untilIdle(page: Page, timeout: number): Promise<void> {
  await page.waitForFunction(
    `[...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].every((prompt) => !prompt.textContent.includes('*'))
     && document.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status === 'idle'`,
    undefined,
    { timeout },
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
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
