import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../data/disk';
import type { Preset } from '../training/recipes';
import type { RunState } from './execute';
import { sourceHash, type Notebook } from './notebook-file';
import { root } from './python';

/** How long the code cells of a notebook took when it was run last. */
export interface Timing {
  /** `sourceHash` of the notebook. */
  sources: string;
  cells: number[];
}

/** What a code cell takes of which nothing is known. */
const SECONDS_PER_CELL = 3;

const rehearsals = join(root, '.facelab', 'rehearsed');

/** How long each code cell of the notebook took on this machine; undefined where it was not run as it is now. */
export function lastTiming(
  notebook: Notebook,
  name: string,
  preset: Preset,
  folder = rehearsals,
): number[] | undefined {
  try {
    const { sources, cells } = JSON.parse(readFileSync(join(folder, `${name}-${preset}.json`), 'utf8')) as Timing;
    const isGood = Array.isArray(cells) && cells.every((seconds) => Number.isFinite(seconds));
    return isGood && sources === sourceHash(notebook) ? cells : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps how long each code cell took. Where nothing can be written, the next run knows less, and nothing else happens. */
export async function keepTiming(
  notebook: Notebook,
  name: string,
  preset: Preset,
  cells: number[],
  folder = rehearsals,
): Promise<void> {
  const timing: Timing = { sources: sourceHash(notebook), cells };
  await writeWhole(join(folder, `${name}-${preset}.json`), JSON.stringify(timing)).catch(() => {});
}

/**
 * Seconds that a run still takes: what its other cells took last time; without that as long for each as those did that
 * have run.
 *
 * @param cells code cells that are to run
 * @param known how long they took last time
 * @param spent seconds since the run began
 */
export function secondsLeft(
  { done, inCell }: Pick<RunState, 'done' | 'inCell'>,
  cells: number,
  spent: number,
  known?: number[],
): number {
  if (known !== undefined) {
    const [current = 0, ...rest] = known.slice(done, cells);
    return Math.max(0, current - inCell) + rest.reduce((sum, seconds) => sum + seconds, 0);
  }
  const each = done === 0 ? SECONDS_PER_CELL : (spent - inCell) / done;
  return Math.max(0, each - inCell) + each * Math.max(0, cells - done - 1);
}
