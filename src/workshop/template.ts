import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, InputError } from '../base/errors';
import { handedOutText, keptFolder, readHandedOut } from './handed-out';
import { hashOf } from './changes';

/** Notebooks and exercises as they were handed out, or in a clone as they were committed. */
export interface Template {
  paths: string[];
  read(path: string): Uint8Array;
}

/**
 * The template of the course in `root`.
 *
 * @throws InputError where nothing tells what the course was before it was worked in
 */
export function template(root: string): Template {
  const handedOut = readHandedOut(root);
  if (handedOut !== undefined) {
    const paths = Object.keys(handedOut.files).filter((path) => /^(notebooks|exercises)\//.test(path));
    return { paths, read: (path) => original(root, path, handedOut.files[path]) };
  }
  const listed = git(root, ['ls-tree', '-r', '-z', '--name-only', 'HEAD', '--', 'notebooks', 'exercises']);
  expect(
    listed !== undefined,
    `There is no template to go back to: ${root} is no handout (it has no folder ${keptFolder}) and no clone that git knows.`,
  );
  const paths = listed.toString('utf8').split('\0').filter(Boolean);
  return { paths, read: (path) => git(root, ['cat-file', 'blob', `HEAD:./${path}`])! };
}

function original(root: string, path: string, hash: string): Uint8Array {
  const text = handedOutText(root, hash);
  if (text !== undefined) return text;
  // A picture is kept only where it lies.
  const bytes = readFileSync(join(root, path));
  if (hashOf(bytes) !== hash)
    throw new InputError(`${path} was changed and is no text: take it from the handout again.`);
  return bytes;
}

function git(root: string, args: string[]): Buffer | undefined {
  try {
    return execFileSync('git', args, { cwd: root, stdio: 'pipe', maxBuffer: 1 << 28 });
  } catch {
    return undefined;
  }
}
