/*
 * A student who uses a hub, played over HTTP: signs up, logs in, starts the own server, runs a notebook's cells in its kernel, stops.
 */
import { randomUUID } from 'node:crypto';
import { request } from 'playwright-core';
import { WebSocket } from 'ws';
import { textOf, type Notebook, type Output } from '../../src/workshop/notebook-file';

export interface Hub {
  /** Such as http://127.0.0.1:8000. */
  address: string;
  /** Of a service that may start and stop everybody's servers. */
  token: string;
}

/** Fills in the form of a page, as a browser does: with the page's cookies and its hidden field. */
async function sendForm(
  hub: Hub,
  page: string,
  fields: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const browser = await request.newContext({ baseURL: hub.address });
  try {
    const text = await (await browser.get(`/hub/${page}`)).text();
    const _xsrf = /name="_xsrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
    const answer = await browser.post(`/hub/${page}`, { form: { ...fields, _xsrf }, maxRedirects: 0 });
    return { status: answer.status(), text: await answer.text() };
  } finally {
    await browser.dispose();
  }
}

/** Signs up. @returns what the hub says about it */
export async function signUp(hub: Hub, username: string, password: string): Promise<string> {
  const fields = { username, signup_password: password, signup_password_confirmation: password };
  const { text } = await sendForm(hub, 'signup', fields);
  return /class="alert[^>]*>\s*([^<]*?)\s*</.exec(text)?.[1] ?? '';
}

/** Logs in by name and password. @returns whether the hub took them */
export async function logIn(hub: Hub, username: string, password: string): Promise<boolean> {
  return (await sendForm(hub, 'login', { username, password })).status === 302;
}

async function ask(hub: Hub, path: string, options: { method?: string; body?: object } = {}): Promise<Response> {
  const { method = 'GET', body } = options;
  const headers = { Authorization: `token ${hub.token}`, 'Content-Type': 'application/json' };
  const answer = await fetch(new URL(path, hub.address), { method, headers, body: body && JSON.stringify(body) });
  if (answer.ok) return answer;
  throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
}

/** Starts the user's server and waits until it answers. */
export async function startServer(hub: Hub, username: string, patience = 180_000): Promise<void> {
  await ask(hub, `/hub/api/users/${username}/server`, { method: 'POST' });
  const until = Date.now() + patience;
  for (;;) {
    const user = await (await ask(hub, `/hub/api/users/${username}`)).json();
    if (user.servers['']?.ready) return;
    if (user.servers[''] === undefined) throw new Error(`the server of ${username} did not start`);
    if (Date.now() > until) throw new Error(`the server of ${username} was not ready in ${patience / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export async function stopServer(hub: Hub, username: string): Promise<void> {
  await ask(hub, `/hub/api/users/${username}/server`, { method: 'DELETE' });
  for (;;) {
    const user = await (await ask(hub, `/hub/api/users/${username}`)).json();
    if (user.servers[''] === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A notebook of the user's own copy. */
export async function readOwn(hub: Hub, username: string, path: string): Promise<Notebook> {
  return (await (await ask(hub, `/user/${username}/api/contents/${path}`)).json()).content as Notebook;
}

/** A file of the user's own copy as text. */
export async function readOwnText(hub: Hub, username: string, path: string): Promise<string> {
  return (await (await ask(hub, `/user/${username}/api/contents/${path}?format=text`)).json()).content as string;
}

/** A kernel that runs one cell after the other. */
export interface Kernel {
  /** @throws Error with the cell's own message */
  run(code: string): Promise<Output[]>;
  close(): void;
}

/** Opens a notebook as JupyterLab does: a session, its kernel and the channel to it. */
export async function openNotebook(hub: Hub, username: string, path: string): Promise<Kernel> {
  const session = { path, name: path, type: 'notebook', kernel: { name: 'facelab' } };
  const opened = await ask(hub, `/user/${username}/api/sessions`, { method: 'POST', body: session });
  const { kernel } = (await opened.json()) as { kernel: { id: string } };
  const channel = new URL(`/user/${username}/api/kernels/${kernel.id}/channels`, hub.address);
  channel.protocol = 'ws:';
  const socket = new WebSocket(channel, { headers: { Authorization: `token ${hub.token}` } });
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`the kernel of ${username} takes no messages`));
  });
  return { run: (code) => runCell(socket, username, code), close: () => socket.close() };
}

/** Messages of Jupyter as JSON: all that belongs to the request, until its reply has come and the kernel is idle again. */
function runCell(socket: WebSocket, username: string, code: string): Promise<Output[]> {
  const id = randomUUID();
  const outputs: Output[] = [];
  return new Promise((resolve, reject) => {
    let open = 2;
    let failure: Error | undefined;
    const close = (): void => {
      if (--open > 0) return;
      socket.onmessage = socket.onclose = null;
      if (failure) reject(failure);
      else resolve(outputs);
    };
    socket.onclose = () => reject(new Error(`the kernel of ${username} closed the channel`));
    socket.onmessage = ({ data }) => {
      const { parent_header, msg_type, content } = JSON.parse(String(data));
      if (parent_header?.msg_id !== id) return;
      if (['stream', 'display_data', 'execute_result'].includes(msg_type)) {
        outputs.push({ output_type: msg_type, ...content });
      }
      if (msg_type === 'error') failure = new Error(`${content.ename}: ${textOf(content.evalue)}`);
      if (msg_type === 'execute_reply') close();
      if (msg_type === 'status' && content.execution_state === 'idle') close();
    };
    socket.send(
      JSON.stringify({
        channel: 'shell',
        header: { msg_id: id, username, session: id, msg_type: 'execute_request', version: '5.3', date: new Date() },
        parent_header: {},
        metadata: {},
        content: { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false },
      }),
    );
  });
}
