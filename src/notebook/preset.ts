import { InputError } from '../base/errors';
import type { Preset } from '../training/recipes';

/** Every preset, the shortest first. */
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
