import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { InputError } from '../../src/base/errors';
import { seeded } from '../../src/base/random';
import { chiSquareDistance, cosineDistances, squaredDistances, unitVectors } from '../../src/distances';
import {
  attentionDistillationLoss,
  attentionTransferLoss,
  logitDistillationLoss,
} from '../../src/distillation/attention';
import { featureConsistencyLoss, mutualRelationLoss } from '../../src/distillation/coupleface';
import { updatedBank } from '../../src/distillation/feature-bank';
import { arcFaceLoss } from '../../src/losses/arcface';
import { boundaryFaceLoss, correctLabels } from '../../src/losses/boundaryface';
import { centerLoss, updatedCenters } from '../../src/losses/center';
import { checkBatch } from '../../src/losses/check';
import { contrastiveLoss } from '../../src/losses/contrastive';
import { cosFaceLoss } from '../../src/losses/cosface';
import { curricularFaceLoss } from '../../src/losses/curricularface';
import { groupDecisionLoss, groupFaceLoss } from '../../src/losses/groupface';
import { combinedMarginLoss, cosineLogits, marginLogits } from '../../src/losses/margin';
import { marginalLoss } from '../../src/losses/marginal';
import { mvAmLoss, mvArcFaceLoss } from '../../src/losses/mv-arcface';
import { rangeLoss } from '../../src/losses/range';
import { siameseLoss } from '../../src/losses/siamese';
import { modifiedSoftmaxLoss, softmaxLoss } from '../../src/losses/softmax';
import { psi, sphereFaceLoss } from '../../src/losses/sphereface';
import { interClassEnergy, sphereFacePlusLoss } from '../../src/losses/sphereface-plus';
import { subCenterArcFaceLoss } from '../../src/losses/sub-center';
import { batchAllTripletLoss, batchHardTripletLoss, tripletLoss } from '../../src/losses/triplet';
import { allPairs, countPairs, samplePairs } from '../../src/mining/pairs';
import { informativeIdentities, informativeRelations, relationsOfBatch } from '../../src/mining/relations';
import {
  allTriplets,
  countTriplets,
  hardTriplets,
  semiHardTriplets,
  tripletFractions,
} from '../../src/mining/triplets';
import {
  hardAggregation,
  selfDistributedLabels,
  softAggregation,
  updatedExpectation,
} from '../../src/models/groupface';

/** Two samples of three dimensions and four classes, and things that do not fit them. */
const x = (): tf.Tensor2D => tf.ones([2, 3]);
const w = (): tf.Tensor2D => tf.ones([4, 3]);
const flat = (): tf.Tensor2D => tf.ones([6]) as unknown as tf.Tensor2D;
const narrow = (): tf.Tensor2D => tf.ones([4, 2]);
const empty = (): tf.Tensor2D => tf.zeros([0, 3]);
const vector = (size: number): tf.Tensor1D => tf.ones([size]);
const y = [0, 3];
const arc = { margin: 0.5, scale: 30 };
const nan = (): tf.Tensor2D => tf.tensor2d([[1, 2, 3], [4, NaN, 6]]); // prettier-ignore

/** Every sentence, beside the call that earns it. */
// prettier-ignore
const table: [sentence: string, call: () => unknown][] = [
  // Shapes
  ['embeddings has the shape [6], but [batch, dim] is needed: pass a tensor of that shape.', () => arcFaceLoss(flat(), y, w(), arc)],
  ['embeddings is empty, its shape is [0, 3]: pass at least one batch entry.', () => arcFaceLoss(empty(), [], w(), arc)],
  ['weights has the shape [4, 2], but [classes, dim = 3] is needed: pass a tensor of that shape.', () => arcFaceLoss(x(), y, narrow(), arc)],
  ['weights has the shape [4, 3], but [classes, K, dim = 3] is needed', () => subCenterArcFaceLoss(x(), y, w() as unknown as tf.Tensor3D, arc)],
  ['weights has the shape [4, 2], but [classes, dim = 3] is needed', () => modifiedSoftmaxLoss(x(), y, narrow())],
  ['weights has the shape [4, 2], but [classes, dim = 3] is needed', () => sphereFaceLoss(x(), y, narrow(), { m: 4, lambda: 0 })],
  ['weights has the shape [4, 2], but [classes, dim = 3] is needed', () => cosineLogits(x(), narrow())],
  ['bias has the shape [3], but [classes = 4] is needed', () => softmaxLoss(x(), y, w(), vector(3))],
  ['centers has the shape [4, 2], but [classes, dim = 3] is needed', () => centerLoss(x(), y, narrow())],
  ['centers has the shape [4, 2], but [classes, dim = 3] is needed', () => updatedCenters(x(), y, narrow(), 0.5)],
  ['embeddings is empty', () => contrastiveLoss(empty(), [], { margin: 1 })],
  ['embeddings is empty', () => tripletLoss(empty(), [], { margin: 0.2 })],
  ['embeddings is empty', () => batchAllTripletLoss(empty(), [], { margin: 0.2 })],
  ['embeddings is empty', () => batchHardTripletLoss(empty(), [], { margin: 0.2 })],
  ['embeddings is empty', () => rangeLoss(empty(), [], { k: 2, margin: 1, alpha: 1, beta: 1 })],
  ['embeddings is empty', () => marginalLoss(empty(), [], { theta: 1.2, xi: 0.3 })],
  ['embeddings is empty', () => semiHardTriplets(empty(), [], { margin: 0.2 })],
  ['first is empty', () => siameseLoss(empty(), empty(), [], vector(3), tf.scalar(0))],
  ['second has the shape [4, 3], but [pairs = 2, dim = 3] is needed', () => siameseLoss(x(), w(), [true, false], vector(3), tf.scalar(0))],
  ['same has 1 entries for 2 pairs: pass true or false for each pair.', () => siameseLoss(x(), x(), [true], vector(3), tf.scalar(0))],
  ['bias has the shape [1], but [] is needed', () => siameseLoss(x(), x(), [true, false], vector(3), vector(1) as unknown as tf.Scalar)],
  ['t has the shape [1], but [] is needed', () => curricularFaceLoss(x(), y, w(), { ...arc, t: vector(1) as unknown as tf.Scalar })],
  ['triplets has the shape [1, 2], but [triplets, anchor, positive, negative = 3] is needed', () => tripletLoss(x(), tf.ones([1, 2]) as tf.Tensor2D, { margin: 0.2 })],
  ['groups has the shape [4, 3], but [batch = 2, K, dim = 3] is needed', () => softAggregation(x(), w() as unknown as tf.Tensor3D, tf.ones([2, 4]))],
  ['probabilities has the shape [2, 5], but [batch = 2, K = 4] is needed', () => hardAggregation(x(), tf.ones([2, 4, 3]), tf.ones([2, 5]))],
  ['groupLogits has the shape [6], but [batch, K] is needed', () => groupDecisionLoss(flat())],
  ['expectation has the shape [3], but [K = 4] is needed', () => selfDistributedLabels(tf.ones([2, 4]), vector(3))],
  ['expectation has the shape [3], but [K = 4] is needed', () => updatedExpectation(vector(3), tf.ones([2, 4]))],
  ['teacher has the shape [4, 3], but [batch = 2, dim = 3] is needed', () => featureConsistencyLoss(x(), w())],
  ['teacher has the shape [4, 3], but [batch = 2, classes = 3] is needed', () => logitDistillationLoss(x(), w(), { temperature: 4 })],
  ['teacher has the shape [2, 2, 2, 3], but [batch = 2, height = 3, width = 2, channels] is needed', () => attentionTransferLoss(tf.ones([2, 3, 2, 5]), tf.ones([2, 2, 2, 3]))],
  ["The student's spatial map of block 0 has the shape [2, 4], the teacher's [2, 9]: they must be equal and start with the batch; give both networks pictures of one size.", () => attentionDistillationLoss({ channel: x(), spatial: tf.ones([2, 4]) }, { channel: x(), spatial: tf.ones([2, 9]) })],
  ['The student has 0 blocks with attention maps and the teacher 0: pass as many of both, at least one.', () => attentionDistillationLoss([], [])],
  ['bank has the shape [4, 2], but [classes, dim = 3] is needed', () => updatedBank(narrow(), x(), y)],
  ['b has the shape [4, 2], but [m, dim = 3] is needed', () => squaredDistances(x(), narrow())],
  ['a is empty', () => cosineDistances(empty(), w())],
  ['weights has the shape [2], but [dim = 3] is needed', () => chiSquareDistance(x(), x(), vector(2))],
  ['vectors has the shape [6], but [n, dim] is needed', () => unitVectors(flat())],

  // Labels and rows
  ['There are 1 labels for 2 samples: pass one label for each.', () => arcFaceLoss(x(), [0], w(), arc)],
  ['labels has the shape [3], but [batch = 2] is needed', () => arcFaceLoss(x(), tf.tensor1d([0, 1, 2], 'int32'), w(), arc)],
  ['Label 1 is 4, but a label must be an integer in 0 … 3, one for each class: number the identities from 0.', () => arcFaceLoss(x(), [0, 4], w(), arc)],
  ['Label 0 is -1, but a label must be an integer in 0 … 3', () => softmaxLoss(x(), [-1, 0], w(), vector(4))],
  ['Label 1 is 0.5, but a label must be an integer in 0 … 3', () => centerLoss(x(), [0, 0.5], w())],
  ['Label 0 is NaN, but a label must be an integer from 0: number the identities from 0.', () => marginalLoss(x(), [NaN, 0], { theta: 1, xi: 0 })],
  ['Label 2 is -7, but a label must be an integer from 0', () => countTriplets([0, 0, -7])],
  ['Label 2 is -7, but a label must be an integer from 0', () => allTriplets([0, 0, -7])],
  ['Label 0 is 1.5, but a label must be an integer from 0', () => countPairs([1.5])],
  ['Label 0 is 1.5, but a label must be an integer from 0', () => allPairs([1.5])],
  ['Label 1 is 9, but a label must be an integer in 0 … 3', () => updatedBank(w(), x(), [0, 9])],
  ['A pair names row 2, but there are the rows 0 … 1: pass a row that is there.', () => contrastiveLoss(x(), [{ first: 0, second: 2, same: true }], { margin: 1 })],
  ['A triplet names row -1, but there are the rows 0 … 1', () => tripletLoss(x(), [[0, 1, -1]], { margin: 0.2 })],
  ['A relation names row 4, but there are the rows 0 … 3', () => mutualRelationLoss(x(), x(), w(), [[0], [4]])],
  ['relations must have one list for each of the 2 samples, all of one length from 1: see informativeRelations.', () => mutualRelationLoss(x(), x(), w(), [[0], [1, 2]])],
  ['3 pairs of one identity and 0 of two are asked for, but there are 1 and 2: ask for whole numbers of at most that many, or give more samples.', () => samplePairs([0, 0, 1], { same: 3, different: 0, random: seeded(1) })],
  ["Class 9 has no prototype: make one from the teacher's embeddings.", () => relationsOfBatch([9], [0], [[1]])],

  // Margins, scales and other numbers
  ['margin is 28.6, but it must be an angle in radians, from 0 to below pi: 0.5 is usual.', () => arcFaceLoss(x(), y, w(), { margin: 28.6, scale: 30 })],
  ['margin is -0.1, but it must be an angle in radians', () => subCenterArcFaceLoss(x(), y, tf.ones([4, 2, 3]), { margin: -0.1, scale: 30 })],
  ['margin is 4, but it must be an angle in radians', () => curricularFaceLoss(x(), y, w(), { margin: 4, scale: 30, t: 0 })],
  ['margin is NaN, but it must be an angle in radians', () => mvArcFaceLoss(x(), y, w(), { margin: NaN, scale: 30, t: 0 })],
  ['margin is 2, but it must be a difference of cosines, from 0 to below 2: 0.35 is usual.', () => cosFaceLoss(x(), y, w(), { margin: 2, scale: 30 })],
  ['margin is 2, but it must be a difference of cosines', () => mvAmLoss(x(), y, w(), { margin: 2, scale: 30, t: 0 })],
  ['margin is 5, but it must be an angle in radians', () => correctLabels(tf.ones([2, 4]), y, { margin: 5 })],
  ['margin is 5, but it must be a squared distance of unit vectors, from 0 to 4: 0.2 is usual.', () => tripletLoss(x(), [[0, 1, 0]], { margin: 5 })],
  ['margin is -1, but it must be a squared distance of unit vectors', () => batchAllTripletLoss(x(), y, { margin: -1 })],
  ['margin is -1, but it must be a squared distance of unit vectors', () => batchHardTripletLoss(x(), y, { margin: -1 })],
  ['margin is -1, but it must be a squared distance of unit vectors', () => semiHardTriplets(x(), y, { margin: -1 })],
  ['margin is -1, but it must be a squared distance of unit vectors', () => tripletFractions(x(), y, { margin: -1 })],
  ['margin is 0, but it must be a distance above 0: 1 is usual for unit vectors.', () => contrastiveLoss(x(), [], { margin: 0 })],
  ['margin is 0, but it must be a squared distance above 0.', () => rangeLoss(x(), y, { k: 2, margin: 0, alpha: 1, beta: 1 })],
  ['scale is 0, but it must be above 0: 30 to 64 for many classes, less for few.', () => arcFaceLoss(x(), y, w(), { margin: 0.5, scale: 0 })],
  ['scale is Infinity, but it must be above 0', () => cosFaceLoss(x(), y, w(), { margin: 0.35, scale: Infinity })],
  ['negativeScale is -3, but it must be above 0', () => combinedMarginLoss(x(), y, w(), { m1: 1, m2: 0, m3: 0, scale: 3, negativeScale: -3 })],
  ['m1 is 0, but it must be above 0: 1 leaves the angle as it is.', () => combinedMarginLoss(x(), y, w(), { m1: 0, m2: 0, m3: 0, scale: 3 })],
  ['m2 is 3.2, but it must be an angle in radians', () => marginLogits(tf.ones([2, 4]), y, { m1: 1, m2: 3.2, m3: 0 })],
  ['m3 is 2.5, but it must be a difference of cosines', () => marginLogits(tf.ones([2, 4]), y, { m1: 1, m2: 0, m3: 2.5 })],
  ['m is 1.5, but it must be an integer from 1: the paper uses 4.', () => psi(x(), 1.5)],
  ['m is 0, but it must be an integer from 1', () => sphereFaceLoss(x(), y, w(), { m: 0, lambda: 0 })],
  ['lambda is -1, but it must be from 0: 0 is the pure margin, a large lambda almost the modified softmax loss.', () => sphereFaceLoss(x(), y, w(), { m: 4, lambda: -1 })],
  ['energyWeight is -1, but it must be from 0', () => sphereFacePlusLoss(x(), y, w(), { m: 4, lambda: 0, energyWeight: -1 })],
  ['power is 0, but it must be above 0 and at most 4: 1 and 2 are usual.', () => interClassEnergy(y, w(), { power: 0 })],
  ['t is 2, but it must be a mean cosine, from −1 to 1: start with 0.', () => curricularFaceLoss(x(), y, w(), { ...arc, t: 2 })],
  ['momentum is 2, but it must be a weight from 0 to 1: 0.01 is usual.', () => curricularFaceLoss(x(), y, w(), { ...arc, t: 0, momentum: 2 })],
  ['t is -1, but it must be from 0: the paper uses 0.2.', () => mvArcFaceLoss(x(), y, w(), { ...arc, t: -1 })],
  ['lambda is -1, but it must be from 0: 0 corrects labels only, the paper uses pi.', () => boundaryFaceLoss(x(), y, w(), { ...arc, lambda: -1 })],
  ['The number of classes is 1, but it must be at least 2: with one there is no other class to compare with.', () => boundaryFaceLoss(x(), [0, 0], tf.ones([1, 3]), { ...arc, lambda: 0 })],
  ['alpha is 2, but it must be a step from 0 to 1: 0.5 is usual.', () => updatedCenters(x(), y, w(), 2)],
  ['k is 0, but it must be an integer from 1: the paper uses 2.', () => rangeLoss(x(), y, { k: 0, margin: 1, alpha: 1, beta: 1 })],
  ['alpha is -1, but it must be a weight from 0.', () => rangeLoss(x(), y, { k: 2, margin: 1, alpha: -1, beta: 1 })],
  ['theta is 5, but it must be a squared distance of unit vectors, from 0 to 4: 1.2 is usual.', () => marginalLoss(x(), y, { theta: 5, xi: 0.3 })],
  ['xi is -1, but it must be a squared distance from 0 to 4: 0.3 is usual.', () => marginalLoss(x(), y, { theta: 1.2, xi: -1 })],
  ['lambda is -1, but it must be a weight from 0: the paper uses 0.1.', () => groupFaceLoss({ instance: x(), groups: tf.ones([2, 4, 3]), groupLogits: tf.ones([2, 4]) }, y, w(), { ...arc, lambda: -1 })],
  ['temperature is 0, but it must be above 0: 4 is usual.', () => logitDistillationLoss(x(), x(), { temperature: 0 })],
  ['slack is -1, but it must be a difference of cosines, from 0 to below 2: 0.03 in the paper.', () => mutualRelationLoss(x(), x(), w(), [[0], [1]], { slack: -1 })],
  ['momentum is 2, but it must be a weight from 0 to 1: 0.9 is usual.', () => updatedExpectation(vector(4), tf.ones([2, 4]), 2)],
  ['k is 4, but it must be an integer in 1 … 3, below the number of prototypes.', () => informativeIdentities(w(), [0, 1, 2, 3], 4)],
  ['Sample 0 has fewer than 2 prototypes of other classes, or a number that is not finite: lower k or look at its embedding.', () => informativeIdentities(w(), [0, 0, 0, 1], 2)],

  // Numbers that are not finite, and labels in tensors: these take waiting for the device
  ['Row 1 of embeddings has NaN in column 1, but all numbers must be finite: look for the step before that made it, often a learning rate that is too high.', () => checkBatch(nan(), y)],
  ['Row 0 of embeddings has Infinity in column 0', () => checkBatch(tf.tensor2d([[Infinity, 1]]), [0])],
  ['Label 1 is 4, but a label must be an integer in 0 … 3', () => checkBatch(x(), tf.tensor1d([0, 4], 'int32'), 4)],
  ['embeddings is empty, its shape is [0, 3]: pass at least one batch entry.', () => checkBatch(empty(), [])],
  ['classes is 0, but it must be an integer from 1.', () => checkBatch(x(), y, 0)],
  ['Row 1 of embeddings has a number that is not finite: look for the step before that made it.', () => hardTriplets(nan(), y)],
  ['Row 1 of embeddings has a number that is not finite', () => semiHardTriplets(nan(), y, { margin: 0.2 })],
  ['Sample 1 has fewer than 1 prototypes of other classes, or a number that is not finite', () => informativeRelations(nan(), y, w(), [0, 1, 2, 3], 1)],
];

describe('wrong input gets one sentence', () => {
  for (const [sentence, call] of table) {
    it(sentence, async () => {
      tf.engine().startScope();
      let error: unknown;
      try {
        await call();
      } catch (thrown) {
        error = thrown;
      }
      tf.engine().endScope();
      assert.ok(error instanceof InputError, `${error}`);
      assert.ok(error.message.startsWith(sentence), `${error.message}`);
      assert.ok(error.message.endsWith('.') && !error.message.slice(0, -1).includes('. '), 'one sentence');
    });
  }

  it('a batch that is right passes', async () => {
    const before = tf.memory().numTensors;
    const [embeddings, labels] = [x(), tf.tensor1d(y, 'int32')];
    await checkBatch(embeddings, labels, 4);
    await checkBatch(embeddings, y, 4);
    await checkBatch(embeddings, y);
    tf.dispose([embeddings, labels]);
    assert.equal(tf.memory().numTensors, before);
  });
});
