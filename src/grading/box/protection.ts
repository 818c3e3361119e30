import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { InputError } from '../../base/errors';
import type { Limits } from './watch';

/** What keeps a student's code in, strongest first. */
export const protections = ['bubblewrap', 'namespaces', 'permissions'] as const;
export type Protection = (typeof protections)[number];

/** What each protection keeps out, for people. Each claim is tried in `test/grading/box`. */
export const protectionTexts: Record<Protection, string> = {
  bubblewrap:
    'bubblewrap: an own read-only file system with nothing but Node in it, no network, no sockets of this machine, no other processes in sight, ' +
    "and inside it Node's permission model and resource limits",
  namespaces:
    'namespaces: an own read-only file system with nothing but Node in it, no network, no sockets of this machine, ' +
    "and inside it Node's permission model and resource limits",
  permissions:
    "Node's permission model: no files, no new processes, no native code, with resource limits; THE NETWORK AND THE SOCKETS OF THIS MACHINE ARE OPEN, " +
    'and the model is no wall against a determined attacker',
};

/** As many handles of the grader are covered in a box. */
export const MOST_HANDLES = 256;

export function v8Flags({ memoryMiB }: Limits): string[] {
  return [`--max-old-space-size=${Math.floor(memoryMiB / 2)}`];
}

/** Seconds of computing after which the system ends a process, whatever has become of the grader. */
const longest = { box: 300, compiler: 30 };

/** The command line of a box. */
export function commandLine(protection: Protection, folder: string, limits: Limits): string[] {
  const inside = protection === 'permissions' ? folder : '/box';
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
  return [...confined(limits, longest.box, protection === 'permissions'), ...walls(protection, folder), ...node];
}

/** The command line of a compiler. */
export function compilerCommand(folder: string, limits: Limits): string[] {
  const node = [process.execPath, ...v8Flags(limits), '--no-warnings', join(folder, 'compiler.js')];
  return [...confined(limits, longest.compiler, true), ...node];
}

/**
 * Data in KiB (heap and buffers; the watcher is stricter, this is for what happens between two looks), no core dumps, no files, few
 * handles, no hours; and with `endsWithGrader` an end when the grader ends, however that happens: by a signal of the system's where there is
 * setpriv, else by a shell beside it that waits for the other end of handle 5 to close.
 */
function confined({ memoryMiB }: Limits, seconds: number, endsWithGrader: boolean): string[] {
  const setpriv = onPath('setpriv');
  const script = `
ulimit -c 0; ulimit -f 0; ulimit -n ${MOST_HANDLES + 64}; ulimit -t ${seconds}; ulimit -d "$1" 2>/dev/null
shift
${endsWithGrader && setpriv === undefined ? besideIt : ''}
exec "$@" 5<&-`;
  const signalled = endsWithGrader && setpriv !== undefined ? [setpriv, '--pdeathsig', 'KILL', '--'] : [];
  return ['/bin/sh', '-c', script, 'sh', String((memoryMiB + 256) * 1024), ...signalled];
}

/** The other handles are closed here, so that the grader sees them close when the program ends. */
const besideIt = '( exec 2>&- 3>&- 4>&-; read -r nothing <&5; kill -9 -$$ ) &';

function walls(protection: Protection, folder: string): string[] {
  if (protection === 'permissions') return [];
  const files = [process.execPath, ...librariesOf(process.execPath)];
  if (protection === 'namespaces') return namespaces(folder, files);
  return [
    ...[find('bwrap'), '--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ...files.flatMap((file) => ['--ro-bind', file, file]),
    ...['--ro-bind', folder, '/box', '--remount-ro', '/', '--chdir', '/box', '--'],
  ];
}

/**
 * What bubblewrap does, with the tools that every Linux has: namespaces, a file system in memory that holds nothing but Node, and no
 * way back out of it, because no capability is left. The user namespace comes first: it would forget the signal.
 */
function namespaces(folder: string, files: string[]): string[] {
  const [unshare, setpriv] = [find('unshare'), find('setpriv')];
  const needed = [...new Set([...files, setpriv, ...librariesOf(setpriv)])];
  const apart = ['--mount', '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child'];
  const powerless = ['--no-new-privs', '--bounding-set', '-all', '--inh-caps', '-all'];
  return [
    ...[unshare, '--user', '--map-root-user', '--', setpriv, '--pdeathsig', 'KILL', '--', unshare, ...apart, '--'],
    ...['/bin/sh', '-c', fileSystem, 'sh', folder, ...needed, '', setpriv, ...powerless, '--'],
  ];
}

/** Mounts the files that are named up to an empty word, then runs the rest among them. */
const fileSystem = `
PATH=/usr/sbin:/usr/bin:/sbin:/bin; set -e
box=$1; root=$1/root; shift
mount -t tmpfs -o mode=755,size=1m tmpfs "$root"
while [ -n "$1" ]; do
  mkdir -p "$root\${1%/*}"; : > "$root$1"; mount --bind "$1" "$root$1"; mount -o remount,bind,ro "$root$1"; shift
done
shift
mkdir "$root/box"; mount --bind "$box" "$root/box"; mount -o remount,bind,ro "$root/box"
mount -o remount,ro "$root"
cd "$root"; exec chroot "$root" "$@"
`;

/** The full path of a program, so that the box does not depend on a search path of its own. */
function find(program: string): string {
  const found = onPath(program);
  if (found === undefined) throw new InputError(`There is no program ${program} on this machine.`);
  return found;
}

function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

const libraries = new Map<string, string[]>();

function librariesOf(program: string): string[] {
  const known =
    libraries.get(program) ?? spawnSync('ldd', [program], { encoding: 'utf8' }).stdout?.match(/\/\S+/g) ?? [];
  libraries.set(program, known);
  return known.filter((file) => existsSync(file));
}
