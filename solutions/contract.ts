/**
 * Each solution has the type of its stub. The compiler checks this file; nothing of it runs.
 */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Proof<Solution, Stub> = Same<Solution, Stub> extends true ? true : ['differs from its stub', Solution];
type Holds<T extends true> = T;

export type Contract = [
  Holds<Proof<typeof import('./03-facenet/count-triplets'), typeof import('../exercises/03-facenet/count-triplets')>>,
  Holds<
    Proof<typeof import('./03-facenet/semi-hard-triplets'), typeof import('../exercises/03-facenet/semi-hard-triplets')>
  >,
  Holds<
    Proof<typeof import('./03-facenet/threshold-at-far'), typeof import('../exercises/03-facenet/threshold-at-far')>
  >,
  Holds<Proof<typeof import('./03-facenet/triplet-loss'), typeof import('../exercises/03-facenet/triplet-loss')>>,
];
