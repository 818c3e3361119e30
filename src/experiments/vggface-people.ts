import { sweepSettings } from './deepid2-sweep';
import { spread } from './over-seeds';
import type { Experiment, RunRecord } from './record';
import { fineTune, type FineTuned, type FineTuneSettings, type Recipe } from './runs/fine-tune';

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
 * The share of the classifier's errors that a recipe saves, over the number of people: 1 − EER of the recipe / EER of the classifier,
 * one value per seed. Below 0 it makes more errors. Numbers of people without a record are left out.
 */
export function errorsSaved(records: Records, recipe: Recipe): { people: number; saved: number[] }[] {
  return overPeople(records, (result) => 1 - result[recipe].equalErrorRate / result.classifier.equalErrorRate).map(
    ({ people, values }) => ({ people, saved: values }),
  );
}

/** The mean share of triplets that the classifier leaves to be learnt from, among the people it knows and among strangers. */
export function tripletsToLearnFrom(records: Records): { people: number; trainedOn: number; unseen: number }[] {
  const unseen = overPeople(records, (result) => result.unseen);
  return overPeople(records, (result) => result.trainedOn).map(({ people, values }, index) => ({
    people,
    trainedOn: spread(values).mean,
    unseen: spread(unseen[index].values).mean,
  }));
}

function overPeople(records: Records, value: (result: FineTuned) => number): { people: number; values: number[] }[] {
  return classifierPeople.flatMap((people) => {
    const values = records.filter(({ name }) => name === vggFaceName(people)).map(({ result }) => value(result));
    return values.length === 0 ? [] : [{ people, values }];
  });
}
