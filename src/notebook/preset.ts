import { InputError } from '../base/errors';

/** How much a notebook computes: `quick` for rehearsals and tests, `standard` for a laptop, `full` for a GPU. */
export type Preset = 'quick' | 'standard' | 'full';

export const presets: Preset[] = ['quick', 'standard', 'full'];

/** The preset that the environment variable FACELAB_PRESET asks for; `standard` without one. */
export function preset(): Preset {
  const asked = process.env.FACELAB_PRESET ?? '';
  if (asked === '') return 'standard';
  if (presets.includes(asked as Preset)) return asked as Preset;
  throw new InputError(`FACELAB_PRESET is "${asked}", but it must be one of ${presets.join(', ')}.`);
}

/** The value for the preset that is on: `const steps = choose({ quick: 50, standard: 600, full: 6000 })`. */
export function choose<T>(values: Record<Preset, T>): T {
  return values[preset()];
}
