import { InputError } from '../../base/errors';
import { prepareFolder } from './bundle';
import { startBox, type Box } from './process';
import { protections, type Protection } from './protection';
import { defaultLimits, type Limits } from './watch';

/** Starts boxes of one protection. */
export interface BoxMaker {
  readonly protection: Protection;
  start(limits: Limits): Promise<Box>;
}

/**
 * Prepares the strongest protection that works on this machine, or the one that is asked for. Each is tried by really starting
 * a box. Throws an {@link InputError} when the one that is asked for does not work here.
 */
export async function prepareBoxes(root: string, wanted?: Protection): Promise<BoxMaker> {
  const folder = prepareFolder(root);
  for (const protection of wanted === undefined ? protections : [wanted]) {
    const maker: BoxMaker = { protection, start: (limits) => startBox(protection, folder, limits) };
    if (await works(maker)) return maker;
  }
  throw new InputError(
    wanted === undefined
      ? "No protection works on this machine, not even Node's permission model: use Node 20.19 or newer. Nothing was run."
      : `The protection "${wanted}" does not work on this machine${
          wanted === 'bubblewrap' ? ' (is bubblewrap installed, and are user namespaces allowed?)' : ''
        }. Nothing was run: ask for less, or make it available.`,
  );
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
