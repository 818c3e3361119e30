import { comparedLosses, comparedSettings } from './compared-losses';
import { chosenSettings } from './losses-compared';
import type { ComparedRecords } from './compared-results';
import { comparedEntries, comparedEntry, type ComparedEntry } from './losses-tuned';
import { meanInterval } from './mean-interval';
import type { Experiment } from './record';
import type { Compared } from './runs/train-and-compare';

/** How many people are trained on, and for how many steps: few and short as in a lesson, up to twice the people of `losses-compared`. */
export const peopleCounts = [100, 300, 1000, 2000, 4000];
export const stepCounts = [300, 1000, 2500];

/** No direction, directions without a margin, directions with one. */
export const askedAboutMargin = ['softmax', 'normalised-softmax', 'arcface'];

/** The record's name of one point. */
export function marginPaysName(loss: string, people: number, steps: number): string {
  return `${loss}-${people}-${steps}`;
}

/** When does a margin pay? Three losses over the number of people and of steps, all else as in `losses-compared`, which has one of the points. */
export const marginPays: Experiment<ComparedEntry, Compared> = {
  name: 'margin-pays',
  description: 'softmax, normalised softmax and ArcFace over the number of people and of steps',
  configurations: Object.fromEntries(
    askedAboutMargin.flatMap((loss) =>
      peopleCounts.flatMap((identities) =>
        stepCounts
          .filter((steps) => isCompared(identities, steps) === false)
          .map((steps) => {
            const entry = comparedEntry(comparedLosses[loss], chosenSettings[loss], 'unseen');
            const people = { ...comparedSettings.people, identities };
            return [
              marginPaysName(loss, identities, steps),
              { ...entry, settings: { ...entry.settings, people, steps } },
            ];
          }),
      ),
    ),
  ),
  ...comparedEntries,
};

/** Whether `losses-compared` has the point. */
function isCompared(people: number, steps: number): boolean {
  return people === comparedSettings.people.identities && steps === comparedSettings.steps;
}

/**
 * A measure over the number of people from what is recorded: for each number of steps one line per loss.
 *
 * @param compared records of `losses-compared`, for the point that it has
 */
export function linesOfMargin(
  records: ComparedRecords,
  compared: ComparedRecords,
  measure: (result: Compared) => number,
): { steps: number; lines: { name: string; points: { people: number; mean: number; half: number }[] }[] }[] {
  return stepCounts.map((steps) => ({
    steps,
    lines: askedAboutMargin.map((loss) => ({
      name: comparedLosses[loss].name,
      points: peopleCounts.flatMap((people) => {
        const own = isCompared(people, steps)
          ? compared.filter(({ name }) => name === loss)
          : records.filter(({ name }) => name === marginPaysName(loss, people, steps));
        return own.length === 0 ? [] : [{ people, ...meanInterval(own.map(({ result }) => measure(result))) }];
      }),
    })),
  }));
}
