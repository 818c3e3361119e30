import type { TrialSettings } from '../lessons/search/trial';
import { halvingRungs } from '../search/controllers';
import { searchSpaces, sizeOfSpace, type Space } from '../search/space';
import { searchExperiment } from './search-experiment';

/** A small world with all kinds of dirt, and a network that learns it in seconds. */
export const trialSettings: TrialSettings = {
  dirty: {
    people: { identities: 600, picturesEach: 16, size: 32, seed: 1 },
    outsiders: { identities: 120, picturesEach: 16, size: 32, seed: 1, firstIdentity: 300_000 },
    split: 0.2,
    flipped: 0.1,
    strange: 0.1,
    seed: 1,
  },
  network: { size: 32, dim: 64, widths: [16, 32, 48, 64] },
  batch: 128,
  steps: 600,
  learningRate: 0.1,
  headRate: 4,
  /** 3,000 pictures: 4.5 million impostor pairs, so that TAR@1e-5 rests on 45 of them. */
  judged: { identities: 300, picturesEach: 10, size: 32, seed: 1, firstIdentity: 200_000 },
};

/** All three spaces together. */
export const wholeSpace: Space = { ...searchSpaces.data, ...searchSpaces.loss, ...searchSpaces.backbone };

const whole = { space: wholeSpace, settings: trialSettings };

/** 200 trials each: what knows nothing, and the paper's controller. */
export const searchRandom = searchExperiment('search-random', 'random search over cleaning, loss and network', {
  controller: { kind: 'random' },
  trials: 200,
  ...whole,
});
export const searchReinforce = searchExperiment('search-reinforce', 'REINFORCE over cleaning, loss and network', {
  controller: { kind: 'reinforce', round: 8, rate: 0.3, memory: 0.9 },
  trials: 200,
  ...whole,
});

/** Ninety choices with a ninth of the steps, 30 with a third, ten with all: the steps of 30 whole trials. */
const halving = { first: 90, factor: 3, rungs: 3 };
export const searchHalving = searchExperiment('search-halving', 'successive halving over cleaning, loss and network', {
  controller: { kind: 'halving', ...halving },
  trials: halvingRungs(halving).reduce((sum, { trials }) => sum + trials, 0),
  ...whole,
});

/** Each space alone, by chance; the others stay as a hand would pick them. */
export const searchAlone = Object.entries(searchSpaces).map(([name, space]) =>
  searchExperiment(`search-${name}`, `random search over the ${name} alone`, {
    controller: { kind: 'random' },
    trials: sizeOfSpace(space) < 40 ? 3 * sizeOfSpace(space) : 40,
    space,
    settings: trialSettings,
  }),
);
