import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareBoxes } from '../../src/grading/box/prepare';
import { commandLine } from '../../src/grading/box/protection';
import { defaultLimits } from '../../src/grading/box/watch';

const root = join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Instruction {
  name: string;
  words: string[];
}

interface Stage {
  from: string;
  instructions: Instruction[];
}

/** The stages of deploy/Dockerfile by their names. */
const stages = stagesOf(read('deploy/Dockerfile'));

/** All that is done in an image: what its stage does, and before it the stages that it begins with. */
function wholeOf(name: string): Instruction[] {
  const stage = stages.get(name);
  return stage === undefined ? [] : [...wholeOf(stage.from), ...stage.instructions];
}

const all = (name: string, instruction: string): string[][] =>
  wholeOf(name).filter((each) => each.name === instruction).map(({ words }) => words); // prettier-ignore

describe('the images', () => {
  it('begin with one base, pinned to a version that the course runs on', () => {
    const bases = [...stages.values()].map(({ from }) => from).filter((from) => !stages.has(from));
    assert.equal(bases.length, 1);
    const [, major, minor] = /^node:(\d+)\.(\d+)\.\d+-bookworm-slim$/.exec(bases[0])!.map(Number);
    const [, least, leastMinor] = /^>=(\d+)\.(\d+)$/.exec(JSON.parse(read('package.json')).engines.node)!.map(Number);
    assert.ok(major > least || (major === least && minor >= leastMinor));
  });

  it('have nothing of the whole project for students but what was installed', () => {
    const copies = all('students', 'COPY');
    for (const words of copies) assert.match(words[0], /^--from=handout$/, words.join(' '));
    const course = '/opt/facelab';
    assert.deepEqual(copies.map((words) => words[1]).sort(), [
      '/handout',
      `${course}/.facelab/tensorflow`,
      `${course}/.venv`,
      `${course}/node_modules`,
    ]);
    // The handout is made by the command, which leaves solutions and hidden checks out, and nothing is put into it.
    const made = wholeOf('handout').filter(({ words }) => words.join(' ').includes('/handout'));
    assert.equal(made.length, 1);
    assert.match(made[0].words.join(' '), /^node scripts\/facelab\.js handout \/handout /);
    assert.deepEqual(all('students', 'ADD'), []);
  });

  it('run as the user of JupyterHub, start through tini, and stop a worker by Ctrl-C', () => {
    for (const target of ['students', 'workers']) {
      const [start] = all(target, 'ENTRYPOINT');
      assert.deepEqual(all(target, 'USER').at(-1), ['1000']);
      assert.equal(start[0], 'tini');
      const program = start.find((word) => word.startsWith('/opt/facelab/'))!;
      assert.ok(existsSync(join(root, program.slice('/opt/facelab/'.length))), program);
    }
    assert.deepEqual(all('students', 'CMD'), [['jupyterhub-singleuser']]);
    assert.deepEqual(all('workers', 'STOPSIGNAL'), [['SIGINT']]);
  });

  it('hold no secret, and copy only what there is', () => {
    for (const [name, { instructions }] of stages) {
      for (const { name: instruction, words } of instructions) {
        const text = words.join(' ');
        assert.doesNotMatch(text, /password|secret|token|\.npmrc=|_authToken/i, name);
        if (instruction !== 'COPY' || words[0].startsWith('--from=')) continue;
        for (const source of words.slice(0, -1)) assert.ok(existsSync(join(root, source)), `${name}: ${source}`);
      }
    }
  });

  it('leave out what is made, and nothing that git tracks but what runs the tests elsewhere', function () {
    const listed = spawnSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' });
    if (listed.status !== 0) this.skip();
    const rules = read('.dockerignore').split('\n').filter((line) => /^[^#\s]/.test(line)); // prettier-ignore
    for (const made of ['.git', 'node_modules', '.venv', '.facelab', 'saved', 'artefacts'])
      assert.ok(rules.includes(made), made);
    assert.ok(rules.every((rule) => !/[?[!]/.test(rule)));
    const patterns = rules.map((rule) => new RegExp(`^${rule.replace(/[.]/g, '\\$&').replace(/\*\*\//g, '(.*/)?').replace(/(?<![)])\*/g, '[^/]*')}(/|$)`)); // prettier-ignore
    const left = listed.stdout.trim().split('\n').filter((file) => patterns.some((pattern) => pattern.test(file))); // prettier-ignore
    for (const file of left) assert.match(file, /^\.(ci|github)\//);
  });

  it('pin what JupyterHub needs, against what the course has pinned', () => {
    const names = (file: string): string[] =>
      read(file)
        .split('\n')
        .filter((line) => /^[^#\s]/.test(line))
        .map((line) => {
          assert.match(line, /^[\w.-]+==\d[\w.]*( ;.*)?$/, file);
          return line.split('==')[0].toLowerCase().replace(/[_.]/g, '-');
        });
    const course = [...names('requirements.txt'), ...names('scripts/constraints.txt')];
    for (const name of names('deploy/students/requirements.txt')) assert.ok(!course.includes(name), name);
  });
});

describe('the profile of a worker', function () {
  this.timeout(60_000);
  const profile = join(root, 'deploy', 'helm', 'seccomp', 'bubblewrap.json');
  const folder = mkdtempSync(join(tmpdir(), 'facelab-seccomp-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Under the profile, and as in the pod: another user than root, without capabilities, which no program gets back. */
  const underProfile = (command: string[]): { status: number | null; stdout: string; stderr: string } => {
    const user = process.getuid?.() === 0 ? ['--reuid', '1000', '--regid', '100', '--clear-groups'] : [];
    const pod = ['setpriv', ...user, '--inh-caps', '-all', '--no-new-privs', '--'];
    const filter = [join(__dirname, 'under_seccomp.py'), profile];
    return spawnSync('python3', [...filter, ...pod, ...command], { encoding: 'utf8', cwd: '/' });
  };

  before(async function () {
    const tried = process.platform === 'linux' && process.arch === 'x64' ? underProfile(['true']) : undefined;
    const boxes = await prepareBoxes(root, 'bubblewrap').catch(() => undefined);
    if ((tried?.status !== 0 || boxes === undefined) && process.env.CI !== 'true') {
      console.log('      skipped: this needs bubblewrap, setpriv and libseccomp.so.2 on Linux x64');
      this.skip();
    }
    assert.equal(tried?.status, 0, tried?.stderr);
  });

  it('lets the box of a submission start', () => {
    mkdirSync(join(folder, 'box'), { recursive: true });
    writeFileSync(join(folder, 'box', 'runner.js'), "console.log('inside', process.getuid());");
    spawnSync('chmod', ['-R', 'a+rX', folder]);
    const { status, stdout, stderr } = underProfile(commandLine('bubblewrap', join(folder, 'box'), defaultLimits));
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^inside \d+$/m);
  });

  it('forbids what neither a worker nor a box needs', () => {
    const attempts = `
import ctypes, socket
libc = ctypes.CDLL(None, use_errno=True)
for name, number in {"ptrace": 101, "bpf": 321, "io_uring_setup": 425, "chroot": 161, "setns": 308, "keyctl": 250}.items():
    print(name, libc.syscall(number, 0, 0, 0, 0), ctypes.get_errno())
for kind in [(16, 3, 12), (17, 3, 0), (38, 5, 0), (40, 1, 0)]:
    try:
        socket.socket(*kind)
        print(kind, "open")
    except PermissionError:
        print(kind, -1, 1)
socket.socket(socket.AF_INET), socket.socket(socket.AF_UNIX), socket.socket(16, 3, 0)
`;
    const command = ['python3', join(__dirname, 'under_seccomp.py'), profile, 'python3', '-c', attempts];
    const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, 10);
    for (const line of lines) assert.match(line, / -1 1$/);
  });
});

/** Knows the Dockerfile's continued lines, comments and lists in JSON. */
function stagesOf(text: string): Map<string, Stage> {
  const found = new Map<string, Stage>();
  let current: Stage | undefined;
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n/g, ' ').split('\n'); // prettier-ignore
  for (const line of lines.filter((each) => each.trim() !== '')) {
    const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line)!;
    if (name === 'FROM') {
      const [, from, as] = /^(\S+) AS (\w+)$/.exec(rest)!;
      current = { from, instructions: [] };
      found.set(as, current);
    } else {
      current!.instructions.push({ name, words: rest.startsWith('[') ? JSON.parse(rest) : rest.trim().split(/\s+/) });
    }
  }
  return found;
}
