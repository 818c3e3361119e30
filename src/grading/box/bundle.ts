import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { v8Flags } from './protection';
import { defaultLimits } from './watch';

const { buildSync }: Pick<typeof import('esbuild'), 'buildSync'> = require('../../../scripts/common/esbuild');

/**
 * A folder with the runner, the compiler and a TensorFlow.js in one file, kept until one of them or Node changes. It is used only when every
 * file has the hash that it was made with; `root` in it is the empty place where a box mounts its file system. Made below `root`, or in the user's own cache where somebody else's folder may not be written.
 */
export function prepareFolder(root: string): string {
  const parts = {
    'runner.js': bundle({ entryPoints: [join(root, 'src', 'grading', 'box', 'runner.ts')] }),
    'compiler.js': bundle({ entryPoints: [join(root, 'src', 'grading', 'box', 'compiler.ts')], external: ['esbuild'] }),
    'cache.js': cacheScript,
  };
  const version: string = JSON.parse(
    readFileSync(join(root, 'node_modules', '@tensorflow', 'tfjs', 'package.json'), 'utf8'),
  ).version;
  const key = hashOf(JSON.stringify([parts, version, process.version, process.arch])).slice(0, 16);
  const caches = [join(root, '.facelab', 'grading'), join(homedir(), '.cache', 'facelab', 'grading')];
  const found = caches.map((cache) => join(cache, `box-${key}`)).find(isWhole);
  if (found !== undefined) return found;
  const [own, others] = caches;
  try {
    return makeFolder(root, own, key, parts);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return makeFolder(root, others, key, parts);
  }
}

function makeFolder(root: string, cache: string, key: string, parts: Record<string, string>): string {
  mkdirSync(cache, { recursive: true });
  const folder = join(cache, `box-${key}`);
  const making = mkdtempSync(join(cache, 'making-'));
  try {
    const tfjs = bundle({
      stdin: { contents: "module.exports = require('@tensorflow/tfjs');", resolveDir: root },
      minify: true,
    });
    const texts = { ...parts, 'tfjs.js': `(function (require, module, exports) {${tfjs}\n})` };
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(making, name), text);
    const made = spawnSync(process.execPath, [...v8Flags(defaultLimits), join(making, 'cache.js')], {
      cwd: making,
      encoding: 'utf8',
    });
    if (made.status !== 0) throw new Error(`The code cache of TensorFlow.js could not be made: ${made.stderr}`);
    const hashes = [...Object.keys(texts), 'tfjs.cache'].map((name) => [
      name,
      hashOf(readFileSync(join(making, name))),
    ]);
    writeFileSync(join(making, 'hashes.json'), JSON.stringify(Object.fromEntries(hashes)));
    mkdirSync(join(making, 'root'));
    // Made for its owner alone, but every user of this clone may read it.
    chmodSync(making, 0o755);
    // Another process may have been quicker: a whole folder has the same content, a damaged one gives way.
    if (!isWhole(folder)) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(making, folder);
    }
    return folder;
  } catch (error) {
    if (isWhole(folder)) return folder;
    throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Whether every file of the folder is there and as it was made. */
function isWhole(folder: string): boolean {
  try {
    const hashes = JSON.parse(readFileSync(join(folder, 'hashes.json'), 'utf8')) as Record<string, string>;
    const names = ['runner.js', 'compiler.js', 'tfjs.js', 'tfjs.cache'];
    return (
      statSync(join(folder, 'root')).isDirectory() &&
      names.every((name) => hashes[name] === hashOf(readFileSync(join(folder, name))))
    );
  } catch {
    return false;
  }
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Runs a little of it first, so that the functions which every exercise needs are in the cache too. */
const cacheScript = `
const fs = require('fs'), vm = require('vm');
const script = new vm.Script(fs.readFileSync('tfjs.js', 'utf8'), { filename: 'tfjs.js' });
const loaded = { exports: {} };
script.runInThisContext()(require, loaded, loaded.exports);
const tf = loaded.exports;
const x = tf.tensor2d([[1, 2], [3, 4]]);
tf.grad((x) => tf.mean(tf.relu(tf.softmax(x.matMul(x)).log().neg())))(x).data().then(() => fs.writeFileSync('tfjs.cache', script.createCachedData()));
`;

function bundle(options: {
  entryPoints?: string[];
  stdin?: { contents: string; resolveDir: string };
  minify?: boolean;
  external?: string[];
}): string {
  const { outputFiles } = buildSync({
    ...options,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0].text;
}
