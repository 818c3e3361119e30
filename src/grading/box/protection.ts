import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { InputError } from '../../base/errors';
import type { Limits } from './watch';

/** What keeps a student's code in, strongest first. */
export const protections = ['bubblewrap', 'namespaces', 'permissions'] as const;
export type Protection = (typeof protections)[number];

/** What each protection keeps out, for people. */
export const protectionTexts: Record<Protection, string> = {
  bubblewrap:
    'bubblewrap: an own read-only file system with nothing but Node in it, no network, no other processes in sight, ' +
    "and inside it Node's permission model and resource limits",
  namespaces:
    "namespaces: no network and no other processes in sight; files and new processes are kept out by Node's permission model, with resource limits",
  permissions:
    "Node's permission model: no files, no new processes, no native code, with resource limits; THE NETWORK IS OPEN and the model is no wall " +
    'against a determined attacker',
};

/** As many handles of the grader are covered in a box. */
export const MOST_HANDLES = 256;

export function v8Flags({ memoryMiB }: Limits): string[] {
  return [`--max-old-space-size=${Math.floor(memoryMiB / 2)}`];
}

/** The command line of a box. */
export function commandLine(protection: Protection, folder: string, limits: Limits): string[] {
  const inside = protection === 'bubblewrap' ? '/box' : folder;
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  const node = [
    process.execPath,
    ...v8Flags(limits),
    '--no-warnings',
    // Code from a text can import built-ins: eval.bind(null, "import('fs')").
    '--disallow-code-generation-from-strings',
    permission,
    `--allow-fs-read=${inside}/*`,
    join(inside, 'runner.js'),
    inside,
  ];
  return [...ulimits(limits), ...walls(protection, folder), ...node];
}

/** The command line of a compiler. */
export function compilerCommand(folder: string, limits: Limits): string[] {
  return [...ulimits(limits), process.execPath, ...v8Flags(limits), '--no-warnings', join(folder, 'compiler.js')];
}

/** Data in KiB (heap and buffers; the watcher is stricter, this is for what happens between two looks), no core dumps, no files, few handles, no hours. */
function ulimits({ memoryMiB }: Limits): string[] {
  const script = `ulimit -c 0; ulimit -f 0; ulimit -n ${MOST_HANDLES + 64}; ulimit -t 300; ulimit -d "$1" 2>/dev/null; shift; exec "$@"`;
  return ['/bin/sh', '-c', script, 'sh', String((memoryMiB + 256) * 1024)];
}

function walls(protection: Protection, folder: string): string[] {
  if (protection === 'permissions') return [];
  if (protection === 'namespaces') {
    return [find('unshare'), '--user', '--map-root-user', '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child'];
  }
  const files = [process.execPath, ...librariesOf(process.execPath)];
  return [
    ...[find('bwrap'), '--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ...files.flatMap((file) => ['--ro-bind', file, file]),
    ...['--ro-bind', folder, '/box', '--remount-ro', '/', '--chdir', '/box', '--'],
  ];
}

/** The full path of a program, so that the box does not depend on a search path of its own. */
function find(program: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  if (found === undefined) throw new InputError(`There is no program ${program} on this machine.`);
  return found;
}

let libraries: string[] | undefined;

function librariesOf(program: string): string[] {
  libraries ??= spawnSync('ldd', [program], { encoding: 'utf8' }).stdout?.match(/\/\S+/g) ?? [];
  return libraries.filter((file) => existsSync(file));
}
