import * as tf from '@tensorflow/tfjs';
import { expect } from '../base/errors';
import { expectNumber } from '../base/inputs';
import { activated, normalised, SeedSource, seedsFrom } from './blocks';
import { classWeights } from './face-model';
import { GradientShare, GroupAggregation, GroupLogits } from './groupface-layers';
import { BatchNorm, PRelu } from './layers';

/** What a GroupFace network is built from; the defaults are the paper's sizes. */
export interface GroupFaceOptions {
  /** Length of the embedding. Default 512. */
  dim?: number;
  /** K, the number of groups. Default 32. */
  groups?: number;
  /** Length of the hidden features of the group decision network. Default 256. */
  hidden?: number;
  /** How the groups enter the embedding, in training and afterwards. Default 'soft'. */
  aggregation?: 'soft' | 'hard';
  /**
   * What the batch normalisation of the embedding centres. 'sum': BN(v + Σ p_k v_k). 'instance': BN(v) + Σ p_k v_k, where the sum over
   * groups has no centre and pushes all embeddings the same way. Default 'sum'.
   */
  centred?: 'sum' | 'instance';
  /** Spread of the first group weights, as a multiple of the usual one; at 0 the network starts as one without groups. Default 1. */
  groupStart?: number;
  /** Seed of the first weights of all layers above the trunk. */
  seed: number;
}

/**
 * GroupFace (Kim et al., CVPR 2020) on top of a trunk, that is any network whose output is one feature vector:
 *
 *     s = trunk(pictures)                    shared feature, 4096 numbers in the paper
 *     v = W s                                instance
 *     v_k = W_k s                            groups, all K in one matrix product
 *     h = PReLU(BN(U_2 PReLU(BN(U_1 v))))    hidden feature of the group decision network,
 *     p = softmax(BN'(U_3 h))                which looks at the instance
 *     embeddings = BN(v + Σ_k p_k v_k)       soft, or hard: BN(v + v_k), k = argmax p
 *
 * With `centred: 'instance'` it is v = BN(W s) and embeddings = v + Σ_k p_k v_k. The paper gives sizes but no normalisation. BN' is {@link GroupLogits}, and a tenth of the decision network's gradient reaches
 * v ({@link GradientShare}): with plain logits and the whole gradient, groups collapse within fifty steps on the small networks of
 * this course, self-distributed labels or not.
 *
 * A backbone becomes a trunk by `beforeNeck`: its flattened feature map is s, and v is what the backbone's own neck would give.
 * {@link sharedLayer} puts a fully connected layer in between instead, as the paper draws it. For frozen descriptors there is
 * {@link descriptorTrunk}. The trunk's layers become part of the network: dispose the network alone.
 *
 * @param trunk one input, one output [batch, shared]
 * @returns the trunk's input → `embeddings` [batch, dim] (not normalised), `instance` [batch, dim],
 *   `groups` [batch, K, dim], `groupLogits` [batch, K], `hidden` [batch, hidden], in this order
 * @throws InputError when the trunk's output is something else, a size is no positive whole number, or the aggregation unknown
 */
export function groupFaceNetwork(trunk: tf.LayersModel, options: GroupFaceOptions): tf.LayersModel {
  const { dim = 512, groups: K = 32, hidden: width = 256, aggregation = 'soft', seed } = options;
  const { centred = 'sum', groupStart = 1 } = options;
  for (const [name, size] of Object.entries({ dim, groups: K, hidden: width })) {
    expect(Number.isInteger(size) && size > 0, `${name} is ${size}, but it must be a positive whole number.`);
  }
  expectNumber('groupStart', groupStart, groupStart >= 0, 'a multiple of the usual spread: 0 or more');
  const shapes = trunk.outputs.map(({ shape }) => `[${shape.map((size) => size ?? 'batch').join(', ')}]`);
  expect(
    shapes.length === 1 && trunk.outputs[0].shape.length === 2,
    `The trunk's output is ${shapes.join(' and ')}, but GroupFace needs one feature [batch, shared]: pass beforeNeck(backbone), or descriptorTrunk for descriptors.`,
  );
  const seeds = seedsFrom(seed * 1000 + 500);
  const apply = (layer: tf.layers.Layer, x: Symbolic): Symbolic => layer.apply(x) as Symbolic;
  const shared = trunk.outputs[0];
  const instance =
    centred === 'sum'
      ? linear(shared, dim, seeds, { name: 'instance' })
      : apply(new BatchNorm({ name: 'instance' }), linear(shared, dim, seeds));
  const allGroups = linear(shared, K * dim, seeds, { name: groupWeightsName, fanOut: dim, scale: groupStart });
  const groups = apply(tf.layers.reshape({ targetShape: [K, dim], name: 'groups' }), allGroups);
  const seen = apply(new GradientShare({ share: decisionShare }), instance);
  const first = activated(normalised(linear(seen, width, seeds)));
  const hidden = apply(new PRelu({ name: 'hidden' }), normalised(linear(first, width, seeds)));
  const groupLogits = apply(new GroupLogits({ name: 'groupLogits' }), linear(hidden, K, seeds));
  const last = centred === 'sum' ? 'sum' : 'embeddings';
  const sum = new GroupAggregation({ name: last, aggregation }).apply([instance, groups, groupLogits]) as Symbolic;
  const embeddings = centred === 'sum' ? apply(new BatchNorm({ name: 'embeddings' }), sum) : sum;
  return tf.model({
    inputs: trunk.inputs,
    outputs: [embeddings, instance, groups, groupLogits, hidden],
    name: 'groupface',
  });
}

/**
 * GroupFace without its groups: embeddings = BN(W trunk(pictures)), the fair comparison where a layer was put before the groups,
 * since a second fully connected layer may help by itself.
 *
 * @param trunk as for {@link groupFaceNetwork}
 * @returns the trunk's input → embeddings [batch, dim]
 */
export function instanceNetwork(trunk: tf.LayersModel, { dim, seed }: { dim: number; seed: number }): tf.LayersModel {
  return tf.model({
    inputs: trunk.inputs,
    outputs: normalised(linear(trunk.outputs[0], dim, seedsFrom(seed * 1000 + 500))),
    name: 'instance',
  });
}

/**
 * The shared feature as a layer of its own, s = PReLU(backbone(pictures)): the backbone is built with the length of s as its `dim`, so its
 * neck ends in a fully connected layer and a normalisation. The backbone's layers become part of the result.
 */
export function sharedLayer(backbone: tf.LayersModel): tf.LayersModel {
  const shared = new PRelu({ name: 'shared' }).apply(backbone.outputs[0]) as Symbolic;
  return tf.model({ inputs: backbone.inputs, outputs: shared, name: 'shared' });
}

/**
 * A trunk over descriptors that stay as they are, for instance those of a pretrained network: [batch, length] → fully
 * connected → batch normalisation → shared feature [batch, shared]. It normalises its input, so descriptors may have any scale.
 */
export function descriptorTrunk({
  length,
  shared,
  seed,
}: {
  length: number;
  shared: number;
  seed: number;
}): tf.LayersModel {
  for (const [name, size] of Object.entries({ length, shared })) {
    expect(Number.isInteger(size) && size > 0, `${name} is ${size}, but it must be a positive whole number.`);
  }
  const descriptors = tf.input({ shape: [length] });
  const feature = normalised(linear(normalised(descriptors), shared, seedsFrom(seed * 1000)));
  return tf.model({ inputs: descriptors, outputs: feature, name: 'descriptors' });
}

/**
 * What GroupFace's loss needs beside the network: class weights W [classes, dim], the running expectation E[p] [K], which
 * starts at 1/K, and the running share of samples in each group, `occupancy` [K], which is only watched. The latter two
 * are not trained.
 */
export function groupFaceHead(
  classes: number,
  { dim = 512, groups: K = 32, seed }: Pick<GroupFaceOptions, 'dim' | 'groups' | 'seed'>,
): Record<'weights' | 'expectation' | 'occupancy', tf.Variable> {
  const even = (): tf.Variable => tf.tidy(() => tf.variable(tf.fill([K], 1 / K), false));
  return { weights: classWeights(classes, dim, seed), expectation: even(), occupancy: even() };
}

type Symbolic = tf.SymbolicTensor;

/** Name of the layer that holds W_k of all groups, [shared, K · dim]. */
export const groupWeightsName = 'groupWeights';

/** Share of the decision network's gradient that reaches the instance: the paper's weight of the group loss. */
const decisionShare = 0.1;

/** Fully connected without bias; first weights normal, of variance 2 / (inputs + fanOut). */
function linear(
  x: Symbolic,
  units: number,
  seeds: SeedSource,
  { name, fanOut = units, scale = 1 }: { name?: string; fanOut?: number; scale?: number } = {},
): Symbolic {
  const stddev = scale * Math.sqrt(2 / (x.shape[1]! + fanOut));
  const spread = tf.initializers.randomNormal({ mean: 0, stddev, seed: seeds() });
  // A normal initializer takes a deviation of 0 for one that was left out.
  const kernelInitializer = stddev > 0 ? spread : tf.initializers.zeros();
  return tf.layers.dense({ units, useBias: false, kernelInitializer, name }).apply(x) as Symbolic;
}
