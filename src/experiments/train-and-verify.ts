import { embed } from '../evaluation/embed';
import { disposeModel } from '../models/face-model';
import { methodsInTheRace, trainContestant, VerificationSettings } from './contestants';
import { RunContext } from './record';
import { renderedOnce } from './training-sets';
import { VerificationResult, verify } from './verify';

/** A method of the race, one of the settings tried for it, and what all methods have in common. */
export interface Entry {
  method: string;
  setting: string;
  settings: VerificationSettings;
}

/** Trains one method of the race and verifies each of the groups of people with it. */
export async function trainAndVerify(
  { method, setting, settings }: Entry,
  groups: VerificationSettings['unseen'][],
  { seed, signal, onProgress }: RunContext,
): Promise<VerificationResult[]> {
  const faces = await renderedOnce(settings.people);
  const { model } = await trainContestant(methodsInTheRace[method].tried[setting](), faces, settings, {
    seed,
    signal,
    onStep: ({ step, steps }) => onProgress?.(step / steps),
  });
  try {
    const results: VerificationResult[] = [];
    for (const group of groups) {
      const people = await renderedOnce(group);
      results.push(await verify(await embed(model.backbone, people, { signal }), people.labels));
    }
    return results;
  } finally {
    disposeModel(model);
  }
}
