import { besideCases } from './beside';
import { LossCase, Variant } from './case';
import { distillationCases } from './distillation';
import { groupFaceCases } from './groupface';
import { hardClassCases } from './hard-classes';
import { marginCases } from './margins';
import { metricCases } from './metric';

/**
 * Every loss of the library, and what stands beside them: from here come the tests of golden values, gradients, edges,
 * tensors left behind, memory of large heads, compiled steps and error sentences.
 */
export const lossCases: LossCase[] = [
  ...marginCases,
  ...hardClassCases,
  ...metricCases,
  ...groupFaceCases,
  ...distillationCases,
  ...besideCases,
];

/** All variants at random shapes. */
export const lossVariants: Variant[] = lossCases.flatMap(({ variants = [] }) => variants);
