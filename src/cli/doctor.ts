import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command } from 'commander';
import { worldsFolder, worldsOnDisk } from '../data/celebrities/worlds';
import { describeEngine, type EngineReport } from '../engine/report';
import { selectEngine } from '../engine/select';
import { chromiumPath } from '../workshop/browser';
import { pythonEnvironment, pythonPath, root } from '../workshop/python';
import { runCommand } from './terminal';

/** One line of the table. `missing` is something that facelab can do without, `broken` something that it cannot. */
export interface Finding {
  what: string;
  state: 'fine' | 'missing' | 'broken';
  /** What was found: a version, a device, a path. */
  found: string;
  /** What to do about it; empty when it is fine. */
  remedy: string;
}

export interface Diagnosis {
  findings: Finding[];
  engine?: EngineReport;
  /** What would make training faster, one sentence for each. */
  faster: string[];
}

/**
 * `facelab doctor`: looks at everything that facelab stands on and prints it as a table, or as JSON.
 * Returns the exit code: 1 when something that is needed is broken, else 0.
 */
export async function doctor(options: { json?: boolean } = {}): Promise<number> {
  const diagnosis = await diagnose();
  console.log(options.json ? JSON.stringify(diagnosis, null, 2) : asText(diagnosis));
  return diagnosis.findings.some((finding) => finding.state === 'broken') ? 1 : 0;
}

/** Adds `facelab doctor` to the command line. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at everything that facelab stands on: engine, device, Python, kernel, programs')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExit code 1 when something that is needed is broken.\n\nExample:\n  npx facelab doctor\n')
    .action((options: { json?: boolean }) => runCommand(() => doctor(options)));
}

/** Everything that the doctor finds, in the order of the table. */
export async function diagnose(): Promise<Diagnosis> {
  const { findings, engine } = await engineFindings();
  return {
    findings: [
      nodeFinding(),
      ...findings,
      ...pythonFindings(),
      kernelFinding(),
      ...toolFindings(),
      await worldsFinding(),
    ],
    engine,
    faster: engine?.faster ?? [],
  };
}

/** Drawn people that are kept: never a fault; users may delete them. */
async function worldsFinding(): Promise<Finding> {
  const { worlds, bytes } = await worldsOnDisk();
  const size = bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const where = path.relative(root, worldsFolder);
  return fine('drawn people', worlds === 0 ? 'none kept yet' : `${worlds} sets kept, ${size} in ${where}`);
}

function nodeFinding(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isNew = major > 20 || (major === 20 && minor >= 19);
  const remedy = isNew ? '' : 'Install Node 22 or 24: facelab needs 20.19 or newer.';
  return { what: 'Node', state: isNew ? 'fine' : 'broken', found: process.version, remedy };
}

async function engineFindings(): Promise<{ findings: Finding[]; engine?: EngineReport }> {
  try {
    await selectEngine();
    const engine = await describeEngine();
    const versions = Object.entries(engine.versions).filter(([name]) => name !== 'node');
    const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
    const { memory } = engine;
    return {
      engine,
      findings: [
        fine('engine', engine.engine),
        fine('device', engine.device),
        fine(
          'versions',
          versions
            .map(([name, version]) => (version.toLowerCase().startsWith(name) ? version : `${name} ${version}`))
            .join(', '),
        ),
        fine('memory', `${gigabytes(memory.free)} free of ${gigabytes(memory.total)}`),
        ...engine.reasons.map((each): Finding => ({
          what: `engine ${each.engine}`,
          state: 'missing',
          found: `does not run: ${each.reason}`,
          remedy: '',
        })),
      ],
    };
  } catch (error) {
    return { findings: [{ what: 'engine', state: 'broken', found: (error as Error).message, remedy: installAgain }] };
  }
}

/** Python and what the notebooks need from it, asked in one go: starting Python is the slow part. */
function pythonFindings(): Finding[] {
  const modules = ['jupyterlab', 'nbclient', 'nbconvert', 'plotly', 'jupyterlab_rise'];
  const question = [
    'import json, platform',
    'from importlib.metadata import version, PackageNotFoundError',
    'def ask(name):',
    '    try: return version(name)',
    '    except PackageNotFoundError: return None',
    `print(json.dumps([platform.python_version()] + [ask(name) for name in ${JSON.stringify(modules)}]))`,
  ].join('\n');
  let answers: (string | null)[];
  try {
    const child = spawnSync(pythonPath(), ['-c', question], { encoding: 'utf8', env: pythonEnvironment() });
    if (child.status !== 0) throw new Error(child.stderr || `${pythonPath()} does not run`);
    answers = JSON.parse(child.stdout) as (string | null)[];
  } catch (error) {
    const found = (error as Error).message.split('\n')[0];
    return [{ what: 'Python', state: 'broken', found, remedy: `Install Python 3.10 or newer. ${installAgain}` }];
  }
  const [python, ...versions] = answers;
  return [
    fine('Python', `${python}, in .venv`),
    ...modules.map((name, i): Finding => {
      const version = versions[i];
      if (version !== null) return fine(name, version);
      return { what: name, state: 'broken', found: 'not in .venv', remedy: installAgain };
    }),
  ];
}

/** The kernel's file must start this clone with a Node that exists: a clone that was moved has another path. */
function kernelFinding(): Finding {
  const file = path.join(root, '.venv', 'share', 'jupyter', 'kernels', 'facelab', 'kernel.json');
  const broken = (found: string): Finding => ({ what: 'kernel', state: 'broken', found, remedy: installAgain });
  if (!fs.existsSync(file)) return broken('the facelab kernel is not registered');
  const { argv } = JSON.parse(fs.readFileSync(file, 'utf8')) as { argv: string[] };
  if (!fs.existsSync(argv[0])) return broken(`its Node is gone: ${argv[0]}`);
  if (path.resolve(argv[1]) !== path.join(root, 'scripts', 'kernel.js'))
    return broken(`it starts another clone: ${argv[1]}`);
  const tslab = require('tslab/package.json') as { version: string };
  return fine('kernel', `facelab, tslab ${tslab.version}`);
}

/** Programs that only some commands need. */
function toolFindings(): Finding[] {
  const chromium = chromiumPath();
  const bubblewrap = spawnSync('bwrap', ['--version'], { encoding: 'utf8' });
  return [
    chromium
      ? fine('Chromium', chromium)
      : {
          what: 'Chromium',
          state: 'missing',
          found: 'not found',
          remedy:
            'Without it notebooks are published without pictures of their figures (Debian: apt install chromium).',
        },
    bubblewrap.status === 0
      ? fine('bubblewrap', bubblewrap.stdout.trim().replace(/^bubblewrap /, ''))
      : {
          what: 'bubblewrap',
          state: 'missing',
          found: process.platform === 'linux' ? 'not found' : `not for ${process.platform}`,
          remedy: "Without it other people's exercises are graded without a sandbox (Debian: apt install bubblewrap).",
        },
  ];
}

function fine(what: string, found: string): Finding {
  return { what, state: 'fine', found, remedy: '' };
}

function asText({ findings, faster }: Diagnosis): string {
  const marks = { fine: '✓', missing: '–', broken: '✗' };
  const width = Math.max(...findings.map((finding) => finding.what.length));
  const lines = findings.flatMap(({ what, state, found, remedy }) => [
    `${marks[state]} ${what.padEnd(width)}  ${found}`,
    ...(remedy === '' ? [] : [`  ${' '.repeat(width)}  ${remedy}`]),
  ]);
  if (faster.length > 0) lines.push('', 'What would make it faster:', ...faster.map((sentence) => `  ${sentence}`));
  return lines.join('\n');
}

const installAgain = 'Run npm start: it installs what is missing.';
