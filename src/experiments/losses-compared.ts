import { comparedLosses } from './compared-losses';
import { comparedEntries, comparedEntry, tuningName, type ComparedEntry } from './losses-tuned';
import type { Experiment, RunRecord } from './record';
import type { Compared, Contestant } from './runs/train-and-compare';
import { contestantOf } from './setting';
import { rocRates } from './verify';

/** The setting of each loss with the highest TAR at FAR 0.001 on the validation people: see the records of `losses-tuned`. */
export const chosenSettings: Record<string, string> = {
  softmax: 'class weights learn 30 ×',
  deepid2: 'balance 50',
  triplet: 'margin 0.4',
  center: 'balance 0.03, class weights learn 30 ×',
  range: 'balance 0.0001',
  marginal: 'balance 0.5, class weights learn 30 ×',
  'modified-softmax': 'class weights learn 30 ×',
  'normalised-softmax': 'scale 8, class weights learn 16 ×',
  sphereface: 'm 2, λ down to 0',
  'sphereface-plus': 'energy 0.1',
  cosface: 'margin 0.2, scale 16',
  arcface: 'margin 0.5, scale 30, class weights learn 16 ×',
  'sub-center': 'K 2',
  curricularface: 'margin 0.5, scale 30',
  'mv-arcface': 't 0.1',
  adaface: 'margin 0.4, scale 30',
  uniface: 'margin 0.4, scale 30',
};

/** All losses with the same network, people and budget, each with the setting chosen for it, on people never seen. */
export const lossesCompared: Experiment<ComparedEntry, Compared> = {
  name: 'losses-compared',
  description: '17 losses on 2,000 people with 20 pictures: verification of 500 people who were never seen',
  configurations: Object.fromEntries(
    Object.entries(comparedLosses).map(([loss, row]) => [loss, comparedEntry(row, chosenSettings[loss], 'unseen')]),
  ),
  ...comparedEntries,
};

/** A loss with the setting chosen for it, ready to train. */
export function chosenContestant(loss: string): Contestant {
  return contestantOf(comparedLosses[loss].tried[chosenSettings[loss]]);
}

/** What was tried for each loss, in the order of the course: each setting with its TAR at FAR 0.001 on the validation people. */
export function triedSettings(
  records: Pick<RunRecord<ComparedEntry, Compared>, 'name' | 'result'>[],
): { loss: string; name: string; tried: { setting: string; tar: number; isChosen: boolean }[] }[] {
  const at = rocRates.findIndex((rate) => Math.abs(rate - 1e-3) < 1e-9);
  return Object.entries(comparedLosses).map(([loss, { name, tried }]) => ({
    loss,
    name,
    tried: Object.keys(tried).flatMap((setting, index) => {
      const record = records.find((one) => one.name === tuningName(loss, index + 1));
      return record ? [{ setting, tar: record.result.roc[at], isChosen: chosenSettings[loss] === setting }] : [];
    }),
  }));
}
