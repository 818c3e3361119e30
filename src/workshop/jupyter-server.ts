import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { expect, InputError } from '../base/errors';
import { pythonEnvironment } from './python';

/** What a running Jupyter server writes about itself. */
interface Server {
  url: string;
  token: string;
  pid: number;
  root_dir: string;
}

/**
 * Starts a kernel for a notebook in the JupyterLab that runs, as opening the notebook there does: whoever opens it later
 * finds this kernel. One that is there already is taken as it is.
 *
 * @returns the kernel's connection file
 * @throws InputError when no JupyterLab of this clone runs, or it starts no kernel
 */
export async function kernelInLab(notebook: string, signal?: AbortSignal): Promise<string> {
  const server = await runningServer(notebook, signal);
  const path = placeIn(server, notebook)!;
  const asked = { path, name: basename(path), type: 'notebook', kernel: { name: 'facelab' } };
  const answer = await ask(server, 'api/sessions', signal, asked);
  const { kernel, message } = (await answer.json()) as { kernel?: { id: string }; message?: string };
  expect(kernel !== undefined, `JupyterLab starts no kernel for ${path}: ${message ?? answer.statusText}.`);
  return join(runtimeFolder(), `kernel-${kernel.id}.json`);
}

function runtimeFolder(): string {
  return pythonEnvironment().JUPYTER_RUNTIME_DIR!;
}

/** The newest server that answers and serves the notebook. */
async function runningServer(notebook: string, signal?: AbortSignal): Promise<Server> {
  const folder = runtimeFolder();
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^jpserver-\d+\.json$/.test(name)) : [];
  for (const name of names) {
    const server = read(join(folder, name));
    if (server === undefined || placeIn(server, notebook) === undefined) continue;
    const answer = await ask(server, 'api/status', signal).catch(() => undefined);
    if (answer?.ok) return server;
  }
  signal?.throwIfAborted();
  throw new InputError(
    'JupyterLab does not run, so there is nothing to keep a kernel warm in: npm start in another terminal, then start again.',
  );
}

/** A server that was killed leaves its file behind, perhaps half written. */
function read(file: string): Server | undefined {
  try {
    const server = JSON.parse(readFileSync(file, 'utf8')) as Server;
    process.kill(server.pid, 0);
    return server;
  } catch {
    return undefined;
  }
}

/** The notebook's path as the server has it; undefined where it serves another folder. */
function placeIn({ root_dir }: Server, notebook: string): string | undefined {
  const place = relative(realpathSync(root_dir), realpathSync(notebook));
  return place.startsWith('..') ? undefined : place.split(sep).join('/');
}

function ask({ url, token }: Server, path: string, signal?: AbortSignal, body?: object): Promise<Response> {
  return fetch(new URL(path, url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: token === '' ? {} : { Authorization: `token ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal,
  });
}
