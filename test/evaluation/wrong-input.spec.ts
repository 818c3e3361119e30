import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { InputError } from '../../src/base/errors';
import { matrixFrom, type Matrix } from '../../src/base/matrix';
import { distancesToMean, faceUnlock, meanSimilarity, meanVectors, unlockThreshold } from '../../src/evaluation/unlock';
import { clusterScores, kMeans } from '../../src/evaluation/clustering';
import { groupAwareSimilarity } from '../../src/evaluation/group-similarity';
import { cmc } from '../../src/evaluation/identification/ranks';
import { identify } from '../../src/evaluation/identification/nearest';
import { kNearest } from '../../src/evaluation/identification/nearest-labels';
import { openSetRates } from '../../src/evaluation/identification/open-set';
import { coarser, pairStatistics } from '../../src/evaluation/verification/pair-statistics';
import { allPairs, balancedPairs, lfwLikePairs, pairSimilarities } from '../../src/evaluation/verification/pairs';
import { dPrime } from '../../src/evaluation/verification/separation';
import { roc } from '../../src/evaluation/verification/roc';
import { tarAtFar } from '../../src/evaluation/verification/tar-at-far';
import { tenFoldAccuracy } from '../../src/evaluation/verification/folds';
import { filterClasses, mergeClasses } from '../../src/search/cleaning';
import { bestTrial, rewardOfRows, searchReward } from '../../src/search/reward';

const good = matrixFrom([
  [1, 0],
  [0, 1],
  [1, 1],
]);
const nan = matrixFrom([
  [1, 0],
  [0, NaN],
  [1, 1],
]);
const infinite = matrixFrom([
  [1, 0],
  [-Infinity, 1],
  [1, 1],
]);
const wide = matrixFrom([
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]);
const empty: Matrix = { values: new Float32Array(0), rows: 0, columns: 2 };
const short: Matrix = { values: new Float32Array(5), rows: 3, columns: 2 };
const one = { first: Int32Array.of(0), second: Int32Array.of(3) };
const histogram = { low: 0, width: 1, same: new Float64Array(4), different: new Float64Array(4) };

/** What is wrong, the call, and the sentence it gets. */
const table: [string, () => unknown, string][] = [
  [
    'NaN in embeddings',
    () => identify(nan, good, { topK: 1 }),
    'probes holds NaN in row 1, column 1, but every number must be finite: look at the picture or the model that made this row.',
  ],
  [
    'an infinite embedding',
    () => identify(good, infinite, { topK: 1 }),
    'gallery holds -Infinity in row 1, column 0, but every number must be finite: look at the picture or the model that made this row.',
  ],
  [
    'NaN for means',
    () => meanVectors(nan, [0, 0, 1]),
    'embeddings holds NaN in row 1, column 1, but every number must be finite: look at the picture or the model that made this row.',
  ],
  [
    'NaN for k-means',
    () => kMeans(nan, { k: 1, seed: 1 }),
    'embeddings holds NaN in row 1, column 1, but every number must be finite: look at the picture or the model that made this row.',
  ],
  [
    'NaN for cleaning',
    () => mergeClasses(nan, [0, 1, 2], { mergeThreshold: 0.5 }),
    'embeddings holds NaN in row 1, column 1, but every number must be finite: look at the picture or the model that made this row.',
  ],
  [
    'no embeddings',
    () => identify(empty, good, { topK: 1 }),
    'probes is empty (0 × 2): pass at least one row of at least one number.',
  ],
  ['no means', () => meanSimilarity(empty), 'means is empty (0 × 2): pass at least one row of at least one number.'],
  [
    'a matrix that lies about its size',
    () => identify(good, short, { topK: 1 }),
    'gallery says 3 × 2 but holds 5 numbers: pass 6 numbers, or correct rows and columns.',
  ],
  [
    'different dims',
    () => identify(good, wide, { topK: 1 }),
    'probes has 2 columns but gallery has 3: embed both with the same model.',
  ],
  [
    'means of another dim',
    () => distancesToMean(good, wide),
    'embeddings has 2 columns but means has 3: embed both with the same model.',
  ],
  [
    'topK too large',
    () => identify(good, good, { topK: 4 }),
    'topK is 4, but it must be a whole number from 1 to 3: no probe has more neighbours than the gallery has pictures.',
  ],
  [
    'topK that is no whole number',
    () => identify(good, good, { topK: 1.5 }),
    'topK is 1.5, but it must be a whole number from 1 to 3: no probe has more neighbours than the gallery has pictures.',
  ],
  [
    'k of 0',
    () => kNearest(good, good, [0, 1, 2], 0),
    'k is 0, but it must be a whole number from 1 to 3: no query has more neighbours than the gallery has pictures.',
  ],
  [
    'labels of another length',
    () => cmc(good, [0, 1], good, [0, 1, 2]),
    'the labels of probes has 2 labels for 3 rows: pass one label per row.',
  ],
  [
    'gallery labels of another length',
    () => kNearest(good, good, [0, 1], 1),
    'galleryLabels has 2 labels for 3 rows: pass one label per row.',
  ],
  [
    'labels of another length for statistics',
    () => pairStatistics(good, [0, 1], { fars: [0.1] }),
    'labels has 2 labels for 3 rows: pass one label per row.',
  ],
  [
    'a label that is no number',
    () => meanVectors(good, [0, NaN, 1]),
    'labels[1] is NaN, but a label is a whole number: number the people 0, 1, 2, …',
  ],
  [
    'a probe without a mate',
    () => cmc(good, [0, 1, 5], good, [0, 1, 2]),
    'Row 2 of probes is of identity 5, who has no picture in the gallery: enrol the identity, or treat the row as non-mated with openSetRates.',
  ],
  [
    'an FPIR of 0',
    () => openSetRates(good, [0, 1, 2], good, good, [0, 1, 2], [0]),
    'The FPIR 0 is out of range: pass a share above 0 and at most 1, such as 0.001.',
  ],
  [
    'a FAR above 1',
    () => tarAtFar([1, 0], [true, false], [10]),
    'The FAR 10 is out of range: pass a share above 0 and at most 1, such as 0.001.',
  ],
  [
    'a FAR that is NaN',
    () => pairStatistics(good, [0, 0, 1], { fars: [NaN] }),
    'The FAR NaN is out of range: pass a share above 0 and at most 1, such as 0.001.',
  ],
  ['no FAR', () => tarAtFar([1, 0], [true, false], []), 'No FAR is given: pass at least one, such as [0.001].'],
  ['no pairs', () => roc([], []), 'There are no pairs: pass similarities and same with one entry per pair.'],
  [
    'same of another length',
    () => tarAtFar([1, 0], [true], [0.1]),
    'There are 2 similarities but 1 entries in same: pass one of each per pair.',
  ],
  [
    'a similarity that is NaN',
    () => roc([1, NaN], [true, false]),
    'Pair 1 has NaN in similarities, but it must be a finite number: look at its embeddings.',
  ],
  [
    'impostors only',
    () => roc([1, 0], [false, false]),
    'No pair is of one person: without genuine pairs there is no true-accept rate. Add pairs of one person.',
  ],
  [
    'genuine pairs only',
    () => dPrime([1, 0], [true, true]),
    'Every pair is of one person: without impostor pairs there is no false-accept rate. Add pairs of two people.',
  ],
  [
    'folds of another length',
    () => tenFoldAccuracy([1, 0], [true, false], [0]),
    'There are 1 fold numbers for 2 pairs: pass one per pair.',
  ],
  [
    'a single fold',
    () => tenFoldAccuracy([1, 0], [true, false], [3, 3]),
    'The folds are 3: pass whole numbers and at least two different ones, because the threshold of a fold is chosen on the others.',
  ],
  [
    'nobody twice',
    () => pairStatistics(good, [0, 1, 2], { fars: [0.1] }),
    'No person has two pictures: without a pair of one person there is no true-accept rate. Add pictures.',
  ],
  [
    'one person only',
    () => pairStatistics(good, [4, 4, 4], { fars: [0.1] }),
    'All pictures are of one person: without a pair of two people there is no false-accept rate. Add people.',
  ],
  [
    'bins that do not divide',
    () => coarser(histogram, 3),
    '4 bins cannot be joined into 3: pass a divisor, such as 64.',
  ],
  ['a single picture', () => allPairs([1]), 'There is 1 label, but a pair needs two pictures: pass more.'],
  [
    'too many pairs to hold',
    () => allPairs(new Int32Array(20_000)),
    '20000 pictures have 199990000 pairs, more than the 50000000 that are held in memory: use pairStatistics.',
  ],
  [
    'too few people for folds',
    () => lfwLikePairs([0, 0, 1, 1], { seed: 1 }),
    'The labels name 2 people, 2 of them with two pictures or more: two folds without a person in common need at least 4 people, 2 of them with two pictures. Add people, or use balancedPairs.',
  ],
  [
    'too many folds',
    () => lfwLikePairs([0, 0, 1, 1, 2, 2, 3, 3], { seed: 1, folds: 3 }),
    'folds is 3, but it must be a whole number from 2 to 2: each fold needs two people, one of them with two pictures; or use balancedPairs.',
  ],
  [
    'too many pairs to draw',
    () => balancedPairs([0, 0, 1, 1], { seed: 1, folds: 2, pairsPerKind: 2 }),
    'pairsPerKind is 2, but it must be a whole number from 1 to 1: the labels give 2 pairs of the rarer kind for 2 folds; add pictures or use fewer folds.',
  ],
  [
    'a pair of rows that are not there',
    () => pairSimilarities(good, one),
    'Pair 0 is (0, 3), but the embeddings have 3 and 3 rows: embed the pictures that the pairs were drawn from.',
  ],
  [
    'pairs of unequal lists',
    () => pairSimilarities(good, { ...one, second: new Int32Array(0) }),
    'The pairs have 1 first and 0 second pictures: pass as many of each.',
  ],
  [
    'hidden features of other pictures',
    () => groupAwareSimilarity(good, matrixFrom([[1], [2]]), one),
    'hidden has 2 rows but embeddings 3: take both from the same pictures, in the same order.',
  ],
  [
    'a negative beta',
    () => groupAwareSimilarity(good, good, one, { beta: -1 }),
    'beta is -1, but it must be 0 or more: 0.1 is the published value.',
  ],
  [
    'gamma of 0',
    () => groupAwareSimilarity(good, good, one, { gamma: 0 }),
    'gamma is 0, but it must be above 0: 1/3 is the published value.',
  ],
  [
    'nothing to score',
    () => clusterScores([], []),
    'There are no labels to compare: pass one true label and one cluster number per sample.',
  ],
  [
    'clusters of another length',
    () => clusterScores([0, 1], [0]),
    'predicted has 1 labels for 2 rows: pass one label per row.',
  ],
  [
    'more clusters than different rows',
    () => kMeans(matrixFrom([[1], [1], [2]]), { k: 3, seed: 1 }),
    'k is 3, but it must be a whole number from 1 to 2: the embeddings have no more different rows than that.',
  ],
  [
    'identities that do not fit',
    () => faceUnlock(good, [0, 1, 0], [0, 1, 2], 0.5),
    'distances has 2 columns for 3 identities: pass those that distancesToMean was given means of.',
  ],
  [
    'a picture of a stranger',
    () => faceUnlock(good, [0, 1, 7], [0, 1], 0.5),
    'Picture 2 is of 7, who is not among the identities: make the means from all people.',
  ],
  [
    'a mean without a picture',
    () => faceUnlock(good, [0, 0, 0], [0, 1], 0.5),
    'Identity 1 has a mean but no picture among the distances: leave it out or add pictures.',
  ],
  [
    'a threshold that is NaN',
    () => faceUnlock(good, [0, 1, 0], [0, 1], NaN),
    'distanceThreshold is NaN: pass a number.',
  ],
  [
    'a FAR that strangers cannot show',
    () => unlockThreshold(good, [0, 1, 0], [0, 1], 0.1),
    'FAR 0.1 cannot be measured on 3 impostor pairs, where one error is already 0.333333: use at least 10 impostor pairs, or a FAR of at least 0.333334.',
  ],
  [
    'a merge threshold in degrees',
    () => mergeClasses(good, [0, 1, 2], { mergeThreshold: 70 }),
    'mergeThreshold is 70, but it must be a cosine in [−1, 1]: 0.7 is a start.',
  ],
  [
    'nothing left to filter',
    () => filterClasses(good, [-1, -1, -1], { filterThreshold: 0.5 }),
    'Every label is below 0, so nothing is left to clean: pass the labels from before.',
  ],
  [
    'cleaning labels of another length',
    () => filterClasses(good, [0], { filterThreshold: 0.5 }),
    'labels has 1 labels for 3 rows: pass one label per row.',
  ],
  [
    'weights of another number',
    () => searchReward([1, 0], [true, false], { fars: [1], weights: [1, 2] }),
    'The weights are [1, 2] for 1 rates: pass one weight of 0 or more per rate.',
  ],
  [
    'a negative weight',
    () => rewardOfRows([], [-1]),
    'The weights are [-1] for 0 rates: pass one weight of 0 or more per rate.',
  ],
  ['no trials', () => bestTrial([]), 'There are no trials yet: run one first.'],
];

describe('wrong input to evaluation gets one sentence', () => {
  for (const [what, call, sentence] of table) {
    it(what, async () => {
      const before = tf.memory().numTensors;
      await assert.rejects(
        async () => call(),
        (error: Error) => {
          assert.ok(error instanceof InputError, `${error.stack}`);
          assert.equal(error.message, sentence);
          return true;
        },
      );
      assert.equal(tf.memory().numTensors, before, 'no tensor is left behind');
    });
  }
});
