import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom, type Matrix } from '../../src/base/matrix';
import { cosineDistances, squaredDistances } from '../../src/distances';
import { distancesToMean, faceUnlock, meanSimilarity, meanVectors } from '../../src/evaluation/unlock';
import { clusterScores } from '../../src/evaluation/clustering';
import { cmc } from '../../src/evaluation/identification/ranks';
import { kNearest } from '../../src/evaluation/identification/nearest-labels';
import { openSetRates } from '../../src/evaluation/identification/open-set';
import type { TarAtFar } from '../../src/evaluation/verification/operating-point';
import { crossSimilarities } from '../../src/evaluation/verification/pairs';
import { dPrime } from '../../src/evaluation/verification/separation';
import { equalErrorRate, equalErrorRateOfDistances, roc, rocOfDistances } from '../../src/evaluation/verification/roc';
import { tarAtFar, tarAtFarOfDistances } from '../../src/evaluation/verification/tar-at-far';
import { tenFoldAccuracy, tenFoldAccuracyOfDistances } from '../../src/evaluation/verification/folds';
import { filterClasses, mergeClasses } from '../../src/search/cleaning';
import { bestTrial, rewardOfRows, searchReward } from '../../src/search/reward';

const folder = join(__dirname, '../golden/evaluation');

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Values = Record<string, any>;
type Check = (inputs: Values, outputs: Values) => void | Promise<void>;

/** Float64 results: within 1e-9 of the reference, infinite values alike, lists of one length. */
function close(actual: unknown, expected: unknown, what = '', tolerance = 1e-9): void {
  if (Array.isArray(expected)) {
    const list = Array.from(actual as ArrayLike<unknown>);
    assert.equal(list.length, expected.length, `${what}: length`);
    expected.forEach((item, index) => close(list[index], item, `${what}[${index}]`, tolerance));
    return;
  }
  const wanted = Number(expected);
  const got = actual as number;
  assert.ok(got === wanted || Math.abs(got - wanted) <= tolerance, `${what}: ${got}, expected ${wanted}`);
}

/** Decisions, counts and rates: exactly. */
function exactly(actual: ArrayLike<unknown> | number, expected: unknown, what: string): void {
  assert.deepEqual(typeof actual === 'object' ? Array.from(actual) : actual, numbers(expected), what);
}

function numbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numbers);
  return typeof value === 'string' ? Number(value) : value;
}

function rowsOf({ values, rows, columns }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns)));
}

const rounded = (matrix: Matrix): Matrix => ({ ...matrix, values: Float32Array.from(matrix.values) });
const minus = (value: number): number => 0 - value;

const tenFold: Check = (inputs, outputs) => {
  const { similarities, same, folds } = inputs;
  const result = tenFoldAccuracy(similarities, same, folds);
  exactly(result.thresholds, outputs.thresholds, 'thresholds');
  exactly(result.trainingAccuracies, outputs.trainingAccuracies, 'trainingAccuracies');
  exactly(result.accuracies, outputs.accuracies, 'accuracies');
  for (const key of ['mean', 'std', 'standardError'] as const) close(result[key], outputs[key], key);
  const mirrored = tenFoldAccuracyOfDistances(similarities.map(minus), same, folds);
  exactly(mirrored.thresholds, outputs.thresholds.map(minus), 'distance thresholds');
  exactly(mirrored.accuracies, outputs.accuracies, 'accuracies of distances');
};

const receiver: Check = ({ similarities, same }, outputs) => {
  const result = roc(similarities, same);
  for (const key of ['thresholds', 'fpr', 'tpr'] as const) exactly(result[key], outputs[key], key);
  for (const key of ['auc', 'eer'] as const) close(result[key], outputs[key], key);
  close(equalErrorRate(similarities, same), outputs.eer, 'equalErrorRate');
};

const tar: Check = ({ similarities, same, fars }, { rows }) => {
  const check = (actual: TarAtFar[], sign: number): void =>
    rows.forEach((row: Values, i: number) => {
      for (const key of ['target', 'far', 'tar', 'falseAccepts', 'trueAccepts'] as const) {
        exactly(actual[i][key], row[key], key);
      }
      exactly(actual[i].threshold, sign * Number(row.threshold), 'threshold');
      close(actual[i].tarLow, row.tarLow, 'tarLow');
      close(actual[i].tarHigh, row.tarHigh, 'tarHigh');
      const impostors = same.filter((one: boolean) => !one).length;
      assert.equal(
        actual[i].refusal !== undefined,
        row.target < 1 / impostors,
        'refused below one error in all impostors',
      );
    });
  check(tarAtFar(similarities, same, fars), 1);
  check(tarAtFarOfDistances(similarities.map(minus), same, fars), -1);
};

const closedSet: Check = async ({ probes, probeLabels, gallery, galleryLabels }, outputs) => {
  for (const as of [(matrix: Matrix) => matrix, rounded]) {
    const result = await cmc(as(matrixFrom(probes)), probeLabels, as(matrixFrom(gallery)), galleryLabels);
    close(result.mateSimilarities, outputs.mateSimilarities, 'mateSimilarities');
    for (const key of ['ranks', 'cmc', 'rank1', 'rank5'] as const) exactly(result[key], outputs[key], key);
  }
};

const neighbours: Check = async ({ gallery, galleryLabels, queries, queryLabels, ks }, outputs) => {
  for (const k of ks) {
    const result = await kNearest(matrixFrom(queries), matrixFrom(gallery), galleryLabels, k);
    exactly(result.neighbours, outputs[`neighbours${k}`].flat(), `neighbours${k}`);
    exactly(result.predictions, outputs[`predictions${k}`], `predictions${k}`);
    if (queryLabels === undefined) continue;
    const right = result.predictions.filter((label, query) => label === queryLabels[query]).length;
    exactly(right / queryLabels.length, outputs[`accuracy${k}`], `accuracy${k}`);
  }
};

const clusters: Check = ({ truth, predicted }, outputs) => {
  const scores: Values = clusterScores(truth, predicted);
  assert.deepEqual(Object.keys(scores).sort(), Object.keys(outputs).sort());
  for (const key of Object.keys(outputs)) close(scores[key], outputs[key], key);
};

const separation: Check = ({ similarities, distances, same }, outputs) => {
  const result: Values = dPrime(similarities ?? distances, same);
  for (const key of Object.keys(outputs)) close(result[key], outputs[key], key);
};

const checks: Record<string, Check> = {
  lfw_10fold: tenFold,
  lfw_10fold_ties: tenFold,
  lfw_10fold_one_sided: tenFold,
  roc: receiver,
  roc_ties: receiver,
  roc_distances: ({ distances, same }, outputs) => {
    const result = rocOfDistances(distances, same);
    for (const key of ['distanceThresholds', 'fpr', 'tpr'] as const) exactly(result[key], outputs[key], key);
    for (const key of ['auc', 'eer'] as const) close(result[key], outputs[key], key);
    close(equalErrorRateOfDistances(distances, same), outputs.eer, 'equalErrorRateOfDistances');
  },
  tar_at_far: tar,
  tar_at_far_ties: tar,
  tar_at_far_infinite: tar,
  closed_set_identification: closedSet,
  closed_set_identification_ties: closedSet,
  open_set: async ({ gallery, galleryLabels, matedProbes, matedLabels, nonMatedProbes, fpirs }, outputs) => {
    const matrices = [matedProbes, nonMatedProbes, gallery].map(matrixFrom);
    const result = await openSetRates(matrices[0], matedLabels, matrices[1], matrices[2], galleryLabels, fpirs);
    close(result.mateSimilarities, outputs.mateSimilarities, 'mateSimilarities');
    exactly(result.mateRanks, outputs.mateRanks, 'mateRanks');
    close(result.nonMatedSimilarities, outputs.nonMatedSimilarities, 'nonMatedSimilarities');
    outputs.rows.forEach((row: Values, i: number) => {
      const actual: Values = result.rows[i];
      for (const key of ['target', 'fpir', 'tpir', 'falsePositives', 'truePositives'])
        exactly(actual[key], row[key], key);
      close(actual.threshold, row.threshold, 'threshold');
    });
  },
  knn: neighbours,
  knn_ties: neighbours,
  clustering: clusters,
  clustering_random: clusters,
  clustering_renamed: clusters,
  clustering_one_cluster: clusters,
  clustering_singletons: clusters,
  mean_vectors: ({ embeddings, labels, distanceThreshold }, outputs) => {
    const all = matrixFrom(embeddings);
    const { identities, means } = meanVectors(all, labels);
    exactly(identities, outputs.identities, 'identities');
    close(rowsOf(means), outputs.means, 'means');
    close(rowsOf(meanSimilarity(means)), outputs.meanSimilarities, 'meanSimilarities');
    const distances = distancesToMean(all, means);
    close(rowsOf(distances), outputs.distances, 'distances');
    exactly(rowsOf(faceUnlock(distances, labels, identities, distanceThreshold)), outputs.unlock, 'unlock');
  },
  pairwise: async ({ first, second }, outputs) => {
    const a = matrixFrom(first);
    const b = matrixFrom(second);
    const cells = first.flatMap((_: unknown, i: number) => second.map((_unused: unknown, j: number) => [i, j]));
    const pairs = { first: cells.map(([i]: number[]) => i), second: cells.map(([, j]: number[]) => j) };
    close(crossSimilarities(a, b, pairs), outputs.cosineSimilarities.flat(), 'cosineSimilarities');

    const tensors = [first, second, outputs.firstUnit, outputs.secondUnit].map((rows) => tf.tensor2d(rows));
    const squared = squaredDistances(tensors[2], tensors[3]);
    const cosine = cosineDistances(tensors[0], tensors[1]);
    close(await squared.array(), outputs.squaredDistances, 'squaredDistances', 1e-5);
    close(await cosine.array(), outputs.cosineDistances, 'cosineDistances', 1e-5);
    tf.dispose([...tensors, squared, cosine]);
  },
  d_prime: separation,
  d_prime_distances: separation,
  score_search: ({ fars, weights, same, models }, outputs) => {
    const rewards = models.map(({ similarities }: Values) => searchReward(similarities, same, { fars, weights }));
    rewards.forEach(({ reward, rows }: ReturnType<typeof searchReward>, model: number) => {
      exactly(
        rows.map((row) => row.tar),
        outputs.tars[model],
        'tars',
      );
      exactly(
        rows.map((row) => row.threshold),
        outputs.thresholds[model],
        'thresholds',
      );
      close(reward, outputs.scores[model], 'scores');
      close(rewardOfRows(rows, weights), outputs.scores[model], 'scores of rows');
    });
    exactly(bestTrial(rewards.map(({ reward }: Values) => reward)), outputs.best, 'best');
  },
  inter_class_merge: async ({ embeddings, labels, mergeThreshold }, outputs) => {
    const all = matrixFrom(embeddings);
    const { identities, means } = meanVectors(all, labels);
    exactly(identities, outputs.classes, 'classes');
    close(rowsOf(means), outputs.means, 'means');
    close(rowsOf(meanSimilarity(means)), outputs.meanSimilarities, 'meanSimilarities');
    exactly(await mergeClasses(all, labels, { mergeThreshold }), outputs.mergedLabels, 'mergedLabels');
  },
  intra_class_filter: ({ embeddings, labels, filterThreshold }, outputs) => {
    const all = matrixFrom(embeddings);
    const { identities, means } = meanVectors(all, labels);
    exactly(identities, outputs.classes, 'classes');
    close(rowsOf(means), outputs.means, 'means');
    const result = filterClasses(all, labels, { filterThreshold });
    close(result.ownSimilarities, outputs.ownSimilarities, 'ownSimilarities');
    exactly(result.labels, outputs.finalLabels, 'finalLabels');
    exactly(result.dropped, outputs.dropped, 'dropped');
  },
};

/** Checked where the pictures are aligned. */
const elsewhere = ['alignment', 'alignment_mirrored', 'alignment_noise'];

describe('the reference values of evaluation', () => {
  it('each have a check, and each check has its file', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
    const names = [...Object.keys(checks), ...elsewhere].map((name) => `${name}.json`);
    assert.deepEqual(files.sort(), names.sort());
  });

  it('of alignment are named by its own spec', () => {
    const spec = join(__dirname, '../data/align.spec.ts');
    assert.ok(existsSync(spec), 'test/data/align.spec.ts checks the alignment files');
    const text = readFileSync(spec, 'utf8');
    for (const name of elsewhere) assert.match(text, new RegExp(`\\b${name}\\b`));
  });

  for (const [name, check] of Object.entries(checks)) {
    it(name, async () => {
      const { inputs, outputs } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
      const before = tf.memory().numTensors;
      await check(inputs, outputs);
      assert.equal(tf.memory().numTensors, before, 'no tensor is left behind');
    });
  }
});
