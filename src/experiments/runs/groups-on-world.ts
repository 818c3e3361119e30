import { pictureBatches } from '../../data/batches';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import { selectFaces, type Faces } from '../../data/faces';
import { mixedResolution, type Mixture } from '../../data/mixed-resolution';
import { shuffledSampler } from '../../data/sampler';
import { embedOutputs } from '../../evaluation/embed-outputs';
import { acceptedPairsByPerson } from '../../evaluation/verification/accepted-pairs';
import { pairStatistics } from '../../evaluation/verification/pair-statistics';
import { evennessOf, occupancyOf } from '../../lessons/groupface/occupancy';
import { networkOf, type GroupFaceVariant } from '../../lessons/groupface/training';
import { arcFaceMethod } from '../../methods/arcface';
import { groupFaceMethod } from '../../methods/groupface';
import type { Method } from '../../methods/method';
import { withUnitStart } from '../../methods/unit-start';
import { residualBackbone } from '../../models/backbones/residual';
import { networkCost, type NetworkCost } from '../../models/cost';
import { disposeModel, faceModel, type FaceModel } from '../../models/face-model';
import type { FitOptions, FitResult } from '../../training/fit';
import { trained } from '../../training/trained';
import type { RunContext } from '../record';
import { verify, type VerificationResult } from '../verify';
import type { RunSettings } from './settings';

/** The false-accept rates at which the accepted pairs of every single person are recorded. */
export const groupRates = [1e-3, 1e-4];

/** What the runs share; a batch is of any pictures. */
export interface GroupWorldSettings extends Omit<RunSettings, 'batch'> {
  batch: number;
  /** ArcFace's, for all variants; class weights start at length 1. */
  margin: number;
  scale: number;
  headRate: number;
  /** Of the groups: length of the decision network's features, weight of its loss, momentum of E[p]. */
  hidden: number;
  lambda: number;
  momentum: number;
  /** A share of all pictures has few pixels, those of unseen people too. */
  mixture?: Omit<Mixture, 'seed'>;
}

/** One run. */
export interface GroupWorldResult extends NetworkCost {
  /** People whom no run has seen, with the pairs of each person that are accepted at each of {@link groupRates}. */
  unseen: VerificationResult & { accepted: number[][] };
  /** As many of the people trained on: does the network fit at all? */
  fitted: VerificationResult;
  /** Entropy of the unseen pictures' shares of the groups, as a share of log K. */
  evenness?: number;
}

/** Trains a variant on the settings' people. The caller disposes the model. */
export async function trainOnWorld(
  variant: GroupFaceVariant,
  faces: Faces,
  settings: Omit<GroupWorldSettings, 'people' | 'unseen' | 'mixture'>,
  { seed, ...watch }: { seed: number } & Pick<FitOptions, 'signal' | 'onStep'>,
): Promise<FitResult & { model: FaceModel }> {
  const { network, batch, steps, learningRate, headRate, hidden } = settings;
  const { head, loss } = withUnitStart(methodOf(variant, settings));
  // A layer before the groups, where a variant has one, is as long as the flattened feature map of these networks.
  const built = networkOf(
    variant,
    { dim: network.dim, shared: 512, hidden },
    (dim) => residualBackbone({ ...network, dim, seed }),
    seed,
  );
  const model = faceModel(built, head(faces.names.length, network.dim, seed));
  const batches = pictureBatches(faces, shuffledSampler(faces.count, { batch, seed }));
  return trained(model, batches, {
    loss,
    headRate,
    steps,
    learningRate,
    ...watch,
  });
}

function methodOf(
  variant: GroupFaceVariant,
  { margin, scale, lambda, momentum }: { margin: number; scale: number; lambda: number; momentum: number },
): Method {
  if (variant.kind !== 'groupface') return arcFaceMethod({ margin, scale });
  const { groups, labels } = variant;
  return groupFaceMethod({ margin, scale, groups, labels, lambda: variant.lambda ?? lambda, momentum });
}

/** Trains a variant and measures people never seen, and as many of those trained on. */
export async function trainGroupsOnWorld(
  variant: GroupFaceVariant,
  settings: GroupWorldSettings,
  { seed, signal, onProgress }: RunContext,
): Promise<GroupWorldResult> {
  const mixed = (faces: Faces, of: number): Faces =>
    settings.mixture ? mixedResolution(faces, { ...settings.mixture, seed: of }) : faces;
  const faces = mixed(await renderedOnce({ ...settings.people, signal }), 1);
  const { model } = await trainOnWorld(variant, faces, settings, {
    seed,
    signal,
    onStep: ({ step, steps }) => onProgress?.(step, steps),
  });
  try {
    const people = mixed(await renderedOnce({ ...settings.unseen, signal }), 2);
    const hasGroups = variant.kind === 'groupface';
    const wanted: ('embeddings' | 'groupLogits')[] = hasGroups ? ['embeddings', 'groupLogits'] : ['embeddings'];
    const { embeddings, groupLogits } = await embedOutputs(model.backbone, people, wanted, { signal });
    const { tarAtFar } = await pairStatistics(embeddings, people.labels, { fars: groupRates });
    const known = firstPeople(faces, settings.unseen);
    const { embeddings: own } = await embedOutputs(model.backbone, known, ['embeddings'], { signal });
    return {
      ...networkCost(model.backbone),
      unseen: {
        ...(await verify(embeddings, people.labels)),
        accepted: tarAtFar.map(({ threshold }) => acceptedPairsByPerson(embeddings, people.labels, threshold)),
      },
      fitted: await verify(own, known.labels),
      ...(hasGroups && { evenness: evennessOf(occupancyOf(groupLogits)) }),
    };
  } finally {
    disposeModel(model);
  }
}

/** The first pictures of the first people. */
function firstPeople(faces: Faces, { identities, picturesEach }: { identities: number; picturesEach: number }): Faces {
  const taken = new Map<number, number>();
  const rows = Array.from(faces.labels.keys()).filter((row) => {
    const label = faces.labels[row];
    const count = taken.get(label) ?? 0;
    if (label >= identities || count >= picturesEach) return false;
    taken.set(label, count + 1);
    return true;
  });
  return selectFaces(faces, rows);
}
