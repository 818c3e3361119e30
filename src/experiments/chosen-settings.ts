import { contestantOf, contestants, type Setting } from './contestants';
import type { Contestant } from './runs/train-and-verify';

/** The setting of each method with the lowest equal error rate on the validation people: see the records of `verification-tuning`. */
export const chosen: Record<string, string> = {
  deepface: 'class weights learn 4 ×',
  deepid2: 'balance 10',
  facenet: 'margin 0.2',
  center: 'balance 0.01',
  'modified-softmax': 'class weights learn 4 ×',
  sphereface: 'm 2, λ down to 1',
  cosface: 'margin 0.1, scale 6',
  arcface: 'margin 0.1, scale 6',
};

/** The numbers that were chosen for a method. */
export function chosenSetting(method: string): Setting {
  return contestants[method].tried[chosen[method]];
}

/** A method with the setting that was chosen for it. */
export function contestant(method: string): Contestant {
  return contestantOf(chosenSetting(method));
}
