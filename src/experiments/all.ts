import { Experiment } from './record';
import { toyMargins } from './toy-margins';
import { verificationByLoss } from './verification-by-loss';

/** Every experiment that `facelab experiment` knows. */
export const experiments: Experiment<unknown, unknown>[] = [toyMargins, verificationByLoss] as Experiment<
  unknown,
  unknown
>[];
