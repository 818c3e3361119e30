import { join } from 'node:path';
import { InputError } from '../../base/errors';
import { prepareFolder } from './bundle';
import { LimitedProcess } from './process';
import { startBox, type Box } from './box';
import { compilerCommand, protections, type Protection } from './protection';
import { compileLimits, defaultLimits, type Limits } from './watch';

/** Starts boxes of one protection, and compilers. */
export interface BoxMaker {
  readonly protection: Protection;
  start(limits: Limits): Promise<Box>;
  /** A process for the files of one submission. Nothing of them runs in it, so it has limits but no walls. */
  startCompiler(): Promise<LimitedProcess>;
}

/**
 * Prepares the strongest protection that works on this machine, or the one that is asked for. Each is tried by really starting
 * a box. Throws an {@link InputError} when the one that is asked for does not work here, or when root would run strangers' code
 * behind less than bubblewrap without having asked for it.
 */
export async function prepareBoxes(
  root: string,
  wanted?: Protection,
  { strangers = false, asRoot = process.getuid?.() === 0 } = {},
): Promise<BoxMaker> {
  const folder = prepareFolder(root);
  const careful = strangers && asRoot && wanted === undefined;
  for (const protection of wanted !== undefined ? [wanted] : careful ? (['bubblewrap'] as const) : protections) {
    const maker: BoxMaker = {
      protection,
      start: (limits) => startBox(protection, folder, limits),
      startCompiler: () => startCompiler(root, folder),
    };
    if (await works(maker)) return maker;
  }
  throw new InputError(refusal(wanted, careful));
}

function refusal(wanted: Protection | undefined, careful: boolean): string {
  if (careful) {
    return (
      'bubblewrap does not work on this machine, and root can do everything: nothing was run. Install bubblewrap, grade as another user, ' +
      'or ask for less in so many words: --protection namespaces.'
    );
  }
  if (wanted === undefined) {
    return "No protection works on this machine, not even Node's permission model: use Node 20.19 or newer. Nothing was run.";
  }
  const why = wanted === 'bubblewrap' ? ' (is bubblewrap installed, and are user namespaces allowed?)' : '';
  return `The protection "${wanted}" does not work on this machine${why}. Nothing was run: ask for less, or make it available.`;
}

/** Two programs: Node, and esbuild that it starts. */
function startCompiler(root: string, folder: string): Promise<LimitedProcess> {
  const env = { NODE_PATH: join(root, 'node_modules') };
  return LimitedProcess.start(compilerCommand(folder, compileLimits), env, compileLimits, 2);
}

async function works({ start }: BoxMaker): Promise<boolean> {
  try {
    const box = await start(defaultLimits);
    const loaded = await box.ask({ load: 'exports.answer = () => 42;', file: 'trial.ts' });
    const reply = await box.ask({ name: 'answer', call: { inputs: [] } });
    await box.end();
    return (
      loaded.kind === 'answer' && reply.kind === 'answer' && reply.answer.kind === 'value' && reply.answer.value === 42
    );
  } catch {
    return false;
  }
}
