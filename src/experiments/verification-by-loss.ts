import { chosen } from './chosen-settings';
import { methodsInTheRace, verificationSettings } from './contestants';
import { Experiment } from './record';
import { Entry, trainAndVerify } from './train-and-verify';
import { VerificationResult, verify } from './verify';

export { verify };

/** The same network on the people that may be looked at, and on those that may not. */
export interface RecordedVerification {
  validation: Pick<VerificationResult, 'accuracy' | 'equalErrorRate'>;
  unseen: VerificationResult;
}

/** All methods with the same backbone, data and budget, each with the setting chosen for it, on unseen people. */
export const verificationByLoss: Experiment<Entry, RecordedVerification> = {
  name: 'verification-by-loss',
  description: 'verification of unseen people after training with each loss, same network, data and budget',
  file: __filename,
  configurations: Object.fromEntries(
    Object.keys(methodsInTheRace).map((method) => [
      method,
      { method, setting: chosen[method], settings: verificationSettings },
    ]),
  ),
  run: async (entry, context) => {
    const { validation, unseen } = entry.settings;
    const [onValidation, onUnseen] = await trainAndVerify(entry, [validation, unseen], context);
    const { accuracy, equalErrorRate } = onValidation;
    return { validation: { accuracy, equalErrorRate }, unseen: onUnseen };
  },
};
