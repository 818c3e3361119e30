import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../src/base/errors';

export const root = resolve(__dirname, '..');
/** Where the bench keeps its virtual environment, its data and its results between runs. */
export const folder = join(root, '.facelab', 'bench');

const venv = join(root, '.facelab', 'bench-venv');
const requirements = join(__dirname, 'requirements.txt');
const NEEDED_GB = 8;

/** Python with PyTorch and the other libraries that are compared, in an environment of its own that is made once. */
export function benchPython(): string {
  const python = join(venv, 'bin', 'python');
  const stamp = join(venv, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / 1e9;
  if (free < NEEDED_GB) {
    throw new InputError(
      `PyTorch needs about ${NEEDED_GB} GB of disk, but ${free.toFixed(1)} GB are free in ${folder}: make room.`,
    );
  }
  console.log('Making the environment of the bench with PyTorch (a download of about 3 GB) …');
  if (!existsSync(python)) run('python3', ['-m', 'venv', venv]);
  run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', '--requirement', requirements]);
  writeFileSync(stamp, wanted);
  return python;
}

function run(program: string, parameters: string[]): void {
  const { status, error } = spawnSync(program, parameters, { stdio: 'inherit' });
  if (error) throw new InputError(`${program} does not start (${error.message}): install Python 3.10 or newer.`);
  if (status !== 0) throw new InputError(`${program} ${parameters.join(' ')} failed: its message is above.`);
}

/** Versions of what is compared, and the device that PyTorch uses. */
export function pythonVersions(python: string): Record<string, string> {
  const script = join(__dirname, 'workers', 'versions.py');
  return JSON.parse(execFileSync(python, [script], { encoding: 'utf8' })) as Record<string, string>;
}
