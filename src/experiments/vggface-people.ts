import { sweepSettings } from './deepid2-sweep';
import { meanInterval, type MeanInterval } from './mean-interval';
import type { Experiment, RunRecord } from './record';
import { fineTune, type FineTuned, type FineTuneSettings, type Recipe, type Told } from './runs/fine-tune';

/** What follows the classifier of `sweepSettings`. */
export const fineTuneSettings: FineTuneSettings = {
  ...sweepSettings,
  further: { steps: 400, learningRate: 0.05, mapRate: 0.003, margin: 0.2 },
};

/** How many people the classifier learns: few enough to be known by heart, and as many as in the other experiments. */
export const classifierPeople = [100, 300, 1000, 2000];

/** The record's name of a number of people. */
export function vggFaceName(people: number): string {
  return `people-${people}`;
}

/** VGGFace's recipe over the number of people: when does fine-tuning with triplets find anything to repair? */
export const vggFacePeople: Experiment<FineTuneSettings, FineTuned> = {
  name: 'vggface-people',
  description:
    'a classifier of 100 to 2,000 people, and triplets after it: a map on the frozen network, or the whole network',
  configurations: Object.fromEntries(
    classifierPeople.map((identities) => [
      vggFaceName(identities),
      { ...fineTuneSettings, people: { ...fineTuneSettings.people, identities } },
    ]),
  ),
  files: () => ['src/experiments/runs/fine-tune.ts'],
  run: fineTune,
};

type Records = Pick<RunRecord<FineTuneSettings, FineTuned>, 'name' | 'result'>[];

/**
 * How many errors a recipe saves, over the number of people: equal error rate of the classifier minus that of the recipe, paired
 * seed by seed, with the interval of its mean over seeds. Numbers of people without a record are left out.
 */
export function errorsSaved(records: Records, recipe: Recipe): ({ people: number } & MeanInterval)[] {
  return classifierPeople.flatMap((people) => {
    const own = records.filter(({ name }) => name === vggFaceName(people));
    const saved = own.map(({ result }) => result.classifier.equalErrorRate - result[recipe].equalErrorRate);
    return own.length === 0 ? [] : [{ people, ...meanInterval(saved) }];
  });
}

/** The mean of a measure of a recipe at each number of people that has a record. */
export function meansOfRecipe(
  records: Records,
  recipe: Recipe,
  measure: keyof Told,
): { people: number; mean: number }[] {
  return meansOver(records, (result) => result[recipe][measure]);
}

/** The mean share of triplets that the classifier leaves to be learnt from, among the people it knows and among strangers. */
export function meansOfTriplets(records: Records, among: 'trainedOn' | 'unseen'): { people: number; mean: number }[] {
  return meansOver(records, (result) => result[among]);
}

function meansOver(records: Records, value: (result: FineTuned) => number): { people: number; mean: number }[] {
  return classifierPeople.flatMap((people) => {
    const own = records.filter(({ name }) => name === vggFaceName(people)).map(({ result }) => value(result));
    return own.length === 0 ? [] : [{ people, mean: own.reduce((sum, one) => sum + one, 0) / own.length }];
  });
}
