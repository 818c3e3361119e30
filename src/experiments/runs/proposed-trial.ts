import { searchTrial, type TrialResult, type TrialSettings } from '../../lessons/search/trial';
import {
  halvingRungs,
  randomSearch,
  reinforce,
  successiveHalving,
  type Controller,
  type Halving,
  type Trial,
} from '../../search/controllers';
import { handPicked, type Choice, type Space } from '../../search/space';
import type { RunContext } from '../record';

/** What a trial of a search was: a choice for the axes that are searched, the rest hand-picked. */
export interface SearchedTrial extends TrialResult {
  choice: Choice;
  budget: number;
}

/** One entry of a search. Later trials of some controllers look at earlier ones. */
export interface SearchEntry {
  trial: number;
  controller: ControllerSetup;
  space: Space;
  settings: TrialSettings;
}

/** A controller as data, so that a record says who asked for it. */
export type ControllerSetup =
  | { kind: 'random' }
  | { kind: 'reinforce'; round: number; rate: number; memory: number }
  | ({ kind: 'halving' } & Halving);

/** Does what the controller asks for after the earlier trials. */
export async function runProposedTrial(
  entry: SearchEntry,
  earlier: Trial[],
  { seed, ...watched }: RunContext,
): Promise<SearchedTrial> {
  const proposal = controllerOf(entry, seed)(entry.trial, earlier);
  const choice = { ...handPicked, ...proposal.choice };
  const { budget } = proposal;
  const run = { seed: seed * 1000 + entry.trial, budget, ...watched };
  return { choice, budget, ...(await searchTrial(choice, entry.settings, run)) };
}

function controllerOf({ controller, space }: SearchEntry, seed: number): Controller {
  if (controller.kind === 'random') return randomSearch(space, { seed });
  if (controller.kind === 'reinforce') return reinforce(space, { seed, ...controller });
  return successiveHalving(space, { seed, rungs: halvingRungs(controller) });
}
