/**
 * Each solution has the type of its stub. The compiler checks this file; nothing of it runs.
 */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Proof<Solution, Stub> = Same<Solution, Stub> extends true ? true : ['differs from its stub', Solution];
type Holds<T extends true> = T;

export type Contract = [
  Holds<
    Proof<typeof import('./00-welcome/cosine-similarity'), typeof import('../exercises/00-welcome/cosine-similarity')>
  >,
  Holds<
    Proof<
      typeof import('./00-welcome/distance-from-cosine'),
      typeof import('../exercises/00-welcome/distance-from-cosine')
    >
  >,
  Holds<
    Proof<typeof import('./00-welcome/euclidean-distance'), typeof import('../exercises/00-welcome/euclidean-distance')>
  >,
  Holds<
    Proof<
      typeof import('./00-welcome/similarity-transform'),
      typeof import('../exercises/00-welcome/similarity-transform')
    >
  >,
  Holds<
    Proof<
      typeof import('./01-deepface/chi-square-distance'),
      typeof import('../exercises/01-deepface/chi-square-distance')
    >
  >,
  Holds<
    Proof<typeof import('./01-deepface/nearest-identity'), typeof import('../exercises/01-deepface/nearest-identity')>
  >,
  Holds<
    Proof<
      typeof import('./01-deepface/softmax-cross-entropy'),
      typeof import('../exercises/01-deepface/softmax-cross-entropy')
    >
  >,
  Holds<
    Proof<
      typeof import('./02-deepid2-vggface/contrastive-loss'),
      typeof import('../exercises/02-deepid2-vggface/contrastive-loss')
    >
  >,
  Holds<
    Proof<
      typeof import('./02-deepid2-vggface/contrastive-term'),
      typeof import('../exercises/02-deepid2-vggface/contrastive-term')
    >
  >,
  Holds<Proof<typeof import('./03-facenet/count-triplets'), typeof import('../exercises/03-facenet/count-triplets')>>,
  Holds<
    Proof<typeof import('./03-facenet/semi-hard-triplets'), typeof import('../exercises/03-facenet/semi-hard-triplets')>
  >,
  Holds<
    Proof<typeof import('./03-facenet/threshold-at-far'), typeof import('../exercises/03-facenet/threshold-at-far')>
  >,
  Holds<Proof<typeof import('./03-facenet/triplet-loss'), typeof import('../exercises/03-facenet/triplet-loss')>>,
  Holds<
    Proof<
      typeof import('./04-centers-and-margins/center-loss'),
      typeof import('../exercises/04-centers-and-margins/center-loss')
    >
  >,
  Holds<
    Proof<
      typeof import('./04-centers-and-margins/updated-centers'),
      typeof import('../exercises/04-centers-and-margins/updated-centers')
    >
  >,
  Holds<
    Proof<
      typeof import('./05-sphereface/modified-softmax-loss'),
      typeof import('../exercises/05-sphereface/modified-softmax-loss')
    >
  >,
  Holds<Proof<typeof import('./05-sphereface/psi'), typeof import('../exercises/05-sphereface/psi')>>,
  Holds<Proof<typeof import('./06-arcface/arc-face-logits'), typeof import('../exercises/06-arcface/arc-face-logits')>>,
  Holds<Proof<typeof import('./06-arcface/margin-logit'), typeof import('../exercises/06-arcface/margin-logit')>>,
  Holds<Proof<typeof import('./06-arcface/smallest-scale'), typeof import('../exercises/06-arcface/smallest-scale')>>,
  Holds<
    Proof<
      typeof import('./07-groupface/self-distributed-labels'),
      typeof import('../exercises/07-groupface/self-distributed-labels')
    >
  >,
  Holds<
    Proof<typeof import('./07-groupface/soft-aggregation'), typeof import('../exercises/07-groupface/soft-aggregation')>
  >,
  Holds<
    Proof<typeof import('./08-celebrities/mean-vectors'), typeof import('../exercises/08-celebrities/mean-vectors')>
  >,
  Holds<
    Proof<typeof import('./08-celebrities/unlock-rates'), typeof import('../exercises/08-celebrities/unlock-rates')>
  >,
  Holds<
    Proof<typeof import('./09-measuring/best-threshold'), typeof import('../exercises/09-measuring/best-threshold')>
  >,
  Holds<Proof<typeof import('./09-measuring/tar-at-far'), typeof import('../exercises/09-measuring/tar-at-far')>>,
  Holds<
    Proof<
      typeof import('./09-measuring/ten-fold-accuracy'),
      typeof import('../exercises/09-measuring/ten-fold-accuracy')
    >
  >,
  Holds<
    Proof<
      typeof import('./10-askd/attention-distillation-loss'),
      typeof import('../exercises/10-askd/attention-distillation-loss')
    >
  >,
  Holds<Proof<typeof import('./10-askd/attention-map'), typeof import('../exercises/10-askd/attention-map')>>,
  Holds<
    Proof<
      typeof import('./11-coupleface/informative-identities'),
      typeof import('../exercises/11-coupleface/informative-identities')
    >
  >,
  Holds<
    Proof<
      typeof import('./11-coupleface/mutual-relation-loss'),
      typeof import('../exercises/11-coupleface/mutual-relation-loss')
    >
  >,
  Holds<
    Proof<
      typeof import('./12-boundaryface/correct-labels'),
      typeof import('../exercises/12-boundaryface/correct-labels')
    >
  >,
  Holds<Proof<typeof import('./13-search/filter-classes'), typeof import('../exercises/13-search/filter-classes')>>,
  Holds<Proof<typeof import('./13-search/merge-classes'), typeof import('../exercises/13-search/merge-classes')>>,
  Holds<Proof<typeof import('./13-search/search-reward'), typeof import('../exercises/13-search/search-reward')>>,
];
