import { searchTrial, type TrialResult, type TrialSettings } from '../../lessons/search/trial';
import type { Choice } from '../../search/space';
import type { RunContext } from '../record';

/** A trial whose choice is known, instead of one that a controller asks for. */
export interface ChosenTrial {
  choice: Choice;
  settings: TrialSettings;
  /** Of a network of one block a stage, where they are others than those of the network that cleans. */
  widths?: number[];
}

/** Does the trial with the run's seed. The trials of a search have seeds from 1000 on, so no run here repeats one of them. */
export function runChosenTrial(
  { choice, settings, widths }: ChosenTrial,
  { seed, signal, onProgress }: RunContext,
): Promise<TrialResult> {
  return searchTrial(choice, settings, { seed, widths, signal, onProgress });
}
