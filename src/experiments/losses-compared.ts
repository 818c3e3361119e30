import { comparedLosses } from './compared-losses';
import { comparedEntries, comparedEntry, type ComparedEntry } from './losses-tuned';
import type { Experiment } from './record';
import type { Compared } from './runs/train-and-compare';

/** The setting of each loss with the highest TAR at FAR 0.001 on the validation people: see the records of `losses-tuned`. */
export const chosenSettings: Record<string, string> = {
  softmax: 'class weights learn 30 ×',
  deepid2: 'balance 50',
  triplet: 'margin 0.4',
  center: 'balance 0.03',
  range: 'balance 0.0001',
  marginal: 'balance 0.5',
  'modified-softmax': 'class weights learn 30 ×',
  'normalised-softmax': 'scale 8',
  sphereface: 'm 2, λ down to 0',
  'sphereface-plus': 'energy 0.1',
  cosface: 'margin 0.2, scale 16',
  arcface: 'margin 0.5, scale 30',
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
