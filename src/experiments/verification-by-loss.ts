import { embed } from '../evaluation/embed';
import { disposeModel } from '../models/face-model';
import { chosen } from './chosen-settings';
import { methodsInTheRace, trainContestant, VerificationSettings, verificationSettings } from './contestants';
import { Experiment } from './record';
import { renderedOnce } from './training-sets';
import { VerificationResult, verify } from './verify';

export { verify };

type Configuration = { method: string; setting: string; settings: VerificationSettings };

/** The same network on the people that may be looked at, and on those that may not. */
export interface RecordedVerification {
  validation: Pick<VerificationResult, 'accuracy' | 'equalErrorRate'>;
  unseen: VerificationResult;
}

/** All methods with the same backbone, data and budget, each with the setting chosen for it, on unseen people. */
export const verificationByLoss: Experiment<Configuration, RecordedVerification> = {
  name: 'verification-by-loss',
  description: 'verification of unseen people after training with each loss, same network, data and budget',
  file: __filename,
  configurations: Object.fromEntries(
    Object.keys(methodsInTheRace).map((method) => [
      method,
      { method, setting: chosen[method], settings: verificationSettings },
    ]),
  ),
  run: async ({ method, setting, settings }, { seed, signal, onProgress }) => {
    const faces = await renderedOnce(settings.people);
    const { model } = await trainContestant(methodsInTheRace[method].tried[setting](), faces, settings, {
      seed,
      signal,
      onStep: ({ step, steps }) => onProgress?.(step / steps),
    });
    try {
      const on = async (people: VerificationSettings['unseen']): Promise<VerificationResult> => {
        const faces = await renderedOnce(people);
        return verify(await embed(model.backbone, faces, { signal }), faces.labels);
      };
      const { accuracy, equalErrorRate } = await on(settings.validation);
      return { validation: { accuracy, equalErrorRate }, unseen: await on(settings.unseen) };
    } finally {
      disposeModel(model);
    }
  },
};
