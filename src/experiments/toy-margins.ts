import { toyPeople, type ToyPeople } from '../lessons/toy/people';
import { toySettings, toySetups } from '../lessons/toy/methods';
import type { ToySettings } from '../lessons/toy/training';
import { methodFiles, methodOf, type MethodSetup } from '../methods/setup';
import type { Experiment } from './record';
import { toyAngles, type ToyResult } from './runs/toy-angles';

/** The settings of one run. */
export interface ToyConfiguration {
  setup: MethodSetup;
  people: ToyPeople;
  settings: ToySettings;
}

const configuration = (method: string, people = toyPeople): ToyConfiguration => ({
  setup: toySetups[method](toySettings.steps),
  people,
  settings: toySettings,
});

/** Intra-class angle and gap of 2-D features under each loss. */
export const toyMargins: Experiment<ToyConfiguration, ToyResult> = {
  name: 'toy-margins',
  description: 'angles of 2-D features of eight people under each loss',
  configurations: {
    ...Object.fromEntries(Object.keys(toySetups).map((method) => [method, configuration(method)])),
    // Of the first person 150 pictures, of the last 13: here the lengths of the class weights and the biases matter.
    ...Object.fromEntries(
      ['deepface', 'modified-softmax'].map((method) => [
        `${method}-uneven`,
        configuration(method, { ...toyPeople, keep: 0.7 }),
      ]),
    ),
  },
  files: ({ setup }) => ['src/experiments/runs/toy-angles.ts', ...methodFiles(setup)],
  run: ({ setup, ...given }, context) => toyAngles(methodOf(setup), given, context),
};
