import { adaFaceMethod } from './adaface';
import { arcFaceMethod } from './arcface';
import { boundaryFaceMethod } from './boundaryface';
import { centerMethod } from './center';
import { combinedMethod } from './combined';
import { contrastiveMethod } from './contrastive';
import { cosFaceMethod } from './cosface';
import { curricularFaceMethod } from './curricularface';
import { deepFaceMethod } from './deepface';
import { deepId2Method } from './deepid2';
import { tripletMethod } from './facenet';
import { handedOver, type Handover } from './handover';
import { marginalMethod } from './marginal';
import type { Method } from './method';
import { modifiedSoftmaxMethod } from './modified-softmax';
import { mvArcFaceMethod } from './mv-arcface';
import { rangeMethod } from './range';
import { sphereFaceMethod } from './sphereface';
import { sphereFacePlusMethod } from './sphereface-plus';
import { subCenterMethod } from './sub-center';
import { uniFaceMethod } from './uniface';
import { withUnitStart } from './unit-start';

/*
 * Methods as data, so that a recorded result can say how it was trained. This file is a table: what a method does is in the file of
 * its name, and `methodFiles` names the files that a setup runs.
 */

/** Every method by its name, which is also the name of its file. */
const methods = {
  adaface: adaFaceMethod,
  arcface: arcFaceMethod,
  boundaryface: boundaryFaceMethod,
  center: centerMethod,
  combined: combinedMethod,
  contrastive: contrastiveMethod,
  cosface: cosFaceMethod,
  curricularface: curricularFaceMethod,
  deepface: deepFaceMethod,
  deepid2: deepId2Method,
  facenet: tripletMethod,
  marginal: marginalMethod,
  'modified-softmax': modifiedSoftmaxMethod,
  'mv-arcface': mvArcFaceMethod,
  range: rangeMethod,
  sphereface: sphereFaceMethod,
  'sphereface-plus': sphereFacePlusMethod,
  'sub-center': subCenterMethod,
  uniface: uniFaceMethod,
};

export type MethodName = keyof typeof methods;

/** A method's name and numbers, and what is put around it. */
export type MethodSetup = {
  [Name in MethodName]: {
    method: Name;
    /** The numbers of the method, as its function takes them. */
    options?: Parameters<(typeof methods)[Name]>[0];
  };
}[MethodName] & {
  /** Class weights start at length 1: see `withUnitStart`. */
  unitStart?: boolean;
  /** The modified softmax goes first: see `handedOver`. */
  handover?: Handover;
};

/** The method that a setup describes. */
export function methodOf({ method, options, unitStart, handover }: MethodSetup): Method {
  const plain = (methods[method] as (options: unknown) => Method)(options);
  const started = unitStart ? withUnitStart(plain) : plain;
  return handover ? handedOver(started, handover) : started;
}

/** The files that a setup runs, from the project's root. */
export function methodFiles({ method, unitStart, handover }: Omit<MethodSetup, 'options'>): string[] {
  const names = [method, ...(unitStart ? ['unit-start'] : []), ...(handover ? ['handover'] : [])];
  return names.map((name) => `src/methods/${name}.ts`);
}
