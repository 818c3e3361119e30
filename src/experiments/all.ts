import { deepId2Sweep } from './deepid2-sweep';
import { Experiment } from './record';
import { toyMargins } from './toy-margins';
import { verificationByLoss } from './verification-by-loss';
import { verificationTuning } from './verification-tuning';

/** Every experiment that `facelab experiment` knows. */
export const experiments: Experiment<unknown, unknown>[] = [
  toyMargins,
  deepId2Sweep,
  verificationByLoss,
  verificationTuning,
] as Experiment<unknown, unknown>[];
