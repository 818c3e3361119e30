import * as tf from '@tensorflow/tfjs';
import { expect } from '../base/errors';
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
  /** Seed of the first weights of all layers above the trunk. */
  seed: number;
}

/**
 * GroupFace (Kim et al., CVPR 2020) on top of a trunk, that is any network whose output is one feature vector:
 *
 *     s = PReLU(trunk(pictures))             shared feature, 4096 numbers in the paper
 *     v = BN(W s)                            instance
 *     v_k = W_k s                            groups, all K in one matrix product
 *     h = PReLU(BN(U_2 PReLU(BN(U_1 v))))    hidden feature of the group decision network,
 *     p = softmax(BN'(U_3 h))                which looks at the instance
 *     embeddings = v + Σ_k p_k v_k  (soft)   or   v + v_k, k = argmax p  (hard)
 *
 * The paper gives sizes but no normalisation. BN' is {@link GroupLogits}, and a tenth of the decision network's gradient reaches
 * v ({@link GradientShare}): with plain logits and the whole gradient, groups collapse within fifty steps on the small networks of
 * this course, self-distributed labels or not.
 *
 * A backbone becomes a trunk when it is built with the length of the shared feature as its `dim`: its neck ends in a fully
 * connected layer and a normalisation. For frozen descriptors there is {@link descriptorTrunk}. The trunk's layers become
 * part of the network: dispose the network alone.
 *
 * @param trunk one input, one output [batch, shared]
 * @returns the trunk's input → `embeddings` [batch, dim] (not normalised), `instance` [batch, dim],
 *   `groups` [batch, K, dim], `groupLogits` [batch, K], `hidden` [batch, hidden], in this order
 * @throws InputError when the trunk's output is something else, a size is no positive whole number, or the aggregation unknown
 */
export function groupFaceNetwork(trunk: tf.LayersModel, options: GroupFaceOptions): tf.LayersModel {
  const { dim = 512, groups: K = 32, hidden: width = 256, aggregation = 'soft', seed } = options;
  for (const [name, size] of Object.entries({ dim, groups: K, hidden: width })) {
    expect(Number.isInteger(size) && size > 0, `${name} is ${size}, but it must be a positive whole number.`);
  }
  const shapes = trunk.outputs.map(({ shape }) => `[${shape.map((size) => size ?? 'batch').join(', ')}]`);
  expect(
    shapes.length === 1 && trunk.outputs[0].shape.length === 2,
    `The trunk's output is ${shapes.join(' and ')}, but GroupFace needs one feature [batch, shared]: pass a backbone, or descriptorTrunk for descriptors.`,
  );
  const seeds = seedsFrom(seed * 1000 + 500);
  const apply = (layer: tf.layers.Layer, x: Symbolic): Symbolic => layer.apply(x) as Symbolic;
  const shared = apply(new PRelu({ name: 'shared' }), trunk.outputs[0]);
  const instance = apply(new BatchNorm({ name: 'instance' }), linear(shared, dim, seeds));
  const allGroups = linear(shared, K * dim, seeds, { name: groupWeightsName, fanOut: dim });
  const groups = apply(tf.layers.reshape({ targetShape: [K, dim], name: 'groups' }), allGroups);
  const seen = apply(new GradientShare({ share: decisionShare }), instance);
  const first = activated(normalised(linear(seen, width, seeds)));
  const hidden = apply(new PRelu({ name: 'hidden' }), normalised(linear(first, width, seeds)));
  const groupLogits = apply(new GroupLogits({ name: 'groupLogits' }), linear(hidden, K, seeds));
  const embeddings = new GroupAggregation({ name: 'embeddings', aggregation }).apply([instance, groups, groupLogits]);
  return tf.model({
    inputs: trunk.inputs,
    outputs: [embeddings as Symbolic, instance, groups, groupLogits, hidden],
    name: 'groupface',
  });
}

/**
 * GroupFace without its groups: v = BN(W PReLU(trunk(pictures))), the fair comparison, since a second fully connected layer may
 * help by itself.
 *
 * @param trunk as for {@link groupFaceNetwork}
 * @returns the trunk's input → embeddings [batch, dim]
 */
export function instanceNetwork(trunk: tf.LayersModel, { dim, seed }: { dim: number; seed: number }): tf.LayersModel {
  const shared = activated(trunk.outputs[0]);
  return tf.model({
    inputs: trunk.inputs,
    outputs: normalised(linear(shared, dim, seedsFrom(seed * 1000 + 500))),
    name: 'instance',
  });
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
  { name, fanOut = units }: { name?: string; fanOut?: number } = {},
): Symbolic {
  const stddev = Math.sqrt(2 / (x.shape[1]! + fanOut));
  const kernelInitializer = tf.initializers.randomNormal({ mean: 0, stddev, seed: seeds() });
  return tf.layers.dense({ units, useBias: false, kernelInitializer, name }).apply(x) as Symbolic;
}
