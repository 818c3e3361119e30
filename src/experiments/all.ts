import { deepId2Sweep } from './deepid2-sweep';
import { groupFaceAblation } from './groupface';
import { Experiment } from './record';
import { toyMargins } from './toy-margins';
import { verificationBudget } from './verification-budget';
import { verificationByLoss } from './verification-by-loss';
import { verificationTuning } from './verification-tuning';

/** Every experiment that `facelab experiment` knows. */
export const experiments: Experiment<unknown, unknown>[] = [
  toyMargins,
  deepId2Sweep,
  verificationByLoss,
  verificationBudget,
  verificationTuning,
  groupFaceAblation,
] as Experiment<unknown, unknown>[];
