import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { v8Flags } from './protection';
import { defaultLimits } from './watch';

/** The runner and a TensorFlow.js in one file, compiled once and kept until Node, TensorFlow.js or the runner changes. */
export function prepareFolder(root: string): string {
  const runner = bundle({ entryPoints: [join(root, 'src', 'grading', 'box', 'runner.ts')] });
  const version: string = JSON.parse(
    readFileSync(join(root, 'node_modules', '@tensorflow', 'tfjs', 'package.json'), 'utf8'),
  ).version;
  const key = createHash('sha256')
    .update(`${runner} ${version} ${process.version} ${process.arch}`)
    .digest('hex')
    .slice(0, 16);
  const cache = join(root, '.facelab', 'grading');
  const folder = join(cache, `box-${key}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(join(cache, 'making-'));
  const tfjs = bundle({
    stdin: { contents: "module.exports = require('@tensorflow/tfjs');", resolveDir: root },
    minify: true,
  });
  writeFileSync(join(making, 'runner.js'), runner);
  writeFileSync(join(making, 'tfjs.js'), `(function (require, module, exports) {${tfjs}\n})`);
  writeFileSync(join(making, 'cache.js'), cacheScript);
  const made = spawnSync(process.execPath, [...v8Flags(defaultLimits), join(making, 'cache.js')], {
    cwd: making,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`The code cache of TensorFlow.js could not be made: ${made.stderr}`);
  try {
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    // Another process was quicker: its folder has the same content.
    if (!existsSync(folder)) throw error;
  }
  return folder;
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
