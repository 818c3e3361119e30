import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { seeded } from '../../src/base/random';
import { descriptorBatches } from '../../src/data/descriptor-batches';
import { pictureBatches } from '../../src/data/batches';
import { identitySampler } from '../../src/data/sampler';
import { embed } from '../../src/evaluation/embed';
import { embedOutputs } from '../../src/evaluation/embed-outputs';
import { groupFaceMethod } from '../../src/methods/groupface';
import { groupFaceLoss } from '../../src/losses/groupface';
import { residualBackbone } from '../../src/models/backbones/residual';
import { toyBackbone } from '../../src/models/backbones/toy';
import { loadCheckpoint, saveCheckpoint } from '../../src/models/checkpoint';
import { disposeModel, type FaceModel, faceModel, forward } from '../../src/models/face-model';
import { hardAggregation, softAggregation } from '../../src/models/groupface';
import { hardGroupFace } from '../../src/models/groupface-hard';
import {
  descriptorTrunk,
  groupFaceHead,
  groupFaceNetwork,
  groupWeightsName,
  instanceNetwork,
  sharedLayer,
} from '../../src/models/groupface-network';
import { beforeNeck } from '../../src/models/trunk';
import { fit, type LossInputs } from '../../src/training/fit';
import { blobFaces } from '../support/blobs';
import { assertClose } from '../support/golden';

const sizes = { dim: 6, groups: 4, hidden: 5, seed: 3 };
const backbone = (): tf.LayersModel => residualBackbone({ size: 16, dim: 6, widths: [4, 8], seed: 3 });
const small = (aggregation: 'soft' | 'hard' = 'soft', centred: 'sum' | 'instance' = 'sum'): tf.LayersModel =>
  groupFaceNetwork(beforeNeck(backbone()), { ...sizes, aggregation, centred });
const overDescriptors = (
  aggregation: 'soft' | 'hard' = 'soft',
  seed = 3,
  centred: 'sum' | 'instance' = 'sum',
): tf.LayersModel =>
  groupFaceNetwork(descriptorTrunk({ length: 10, shared: 8, seed }), { ...sizes, seed, aggregation, centred });
const pictures = (count: number, seed = 1): tf.Tensor4D => tf.randomUniform([count, 16, 16, 3], -1, 1, 'float32', seed);
const method = (labels: 'balanced' | 'naive' = 'balanced') =>
  groupFaceMethod({ margin: 0.3, scale: 16, groups: 4, lambda: 0.1, momentum: 0.9, labels });
const read = async (tensor: tf.Tensor): Promise<number[]> => Array.from(await tensor.data());

describe('GroupFace network', () => {
  it('gives five named outputs over any backbone, embeddings first', () => {
    const trunks = [
      beforeNeck(backbone()),
      sharedLayer(residualBackbone({ size: 16, dim: 8, widths: [4, 8], seed: 1 })),
      toyBackbone({ size: 16, dim: 12, seed: 1 }),
    ];
    for (const trunk of trunks) {
      const network = groupFaceNetwork(trunk, sizes);
      const input = pictures(3);
      const shapes = Object.fromEntries(
        Object.entries(tf.tidy(() => forward(network, input, false))).map(([name, output]) => {
          output.dispose();
          return [name, output.shape];
        }),
      );
      assert.deepEqual(shapes, {
        embeddings: [3, 6],
        instance: [3, 6],
        groups: [3, 4, 6],
        groupLogits: [3, 4],
        hidden: [3, 5],
      });
      assert.equal(network.outputNames[0], 'embeddings');
      network.dispose();
      input.dispose();
    }
  });

  it('has the sizes of the paper unless others are asked for', () => {
    const network = groupFaceNetwork(descriptorTrunk({ length: 8, shared: 16, seed: 1 }), { seed: 1 });
    assert.deepEqual(
      network.outputs.map(({ shape }) => shape),
      [
        [null, 512],
        [null, 512],
        [null, 32, 512],
        [null, 32],
        [null, 256],
      ],
    );
    network.dispose();
  });

  it('one matrix product gives what K separate layers give', async () => {
    const network = overDescriptors();
    const input = tf.randomNormal<tf.Rank.R2>([5, 10], 0, 1, 'float32', 2);
    const { groups } = forward(network, input as tf.Tensor as tf.Tensor4D, false);
    const feature = network.getLayer(groupWeightsName).input as tf.SymbolicTensor;
    const shared = tf.model({ inputs: network.inputs, outputs: feature }).predict(input);
    const all = network.getLayer(groupWeightsName).getWeights()[0] as tf.Tensor2D; // [shared, K · dim]
    for (let k = 0; k < 4; k++) {
      const separate = tf.matMul(shared as tf.Tensor2D, tf.slice(all, [0, 6 * k], [8, 6]));
      const slice = tf.squeeze(tf.slice(groups, [0, k, 0], [5, 1, 6]), [1]);
      assertClose(await read(slice), await read(separate), 1e-6, `group ${k}`);
    }
    network.dispose();
  });

  it('embeddings are the golden-tested aggregation of the other outputs, centred as a whole or in the instance', async () => {
    for (const [aggregation, aggregate] of [
      ['soft', softAggregation],
      ['hard', hardAggregation],
    ] as const) {
      for (const centred of ['sum', 'instance'] as const) {
        const network = small(aggregation, centred);
        const input = pictures(4);
        const { embeddings, instance, groups, groupLogits } = forward(network, input, true);
        const p = tf.softmax(groupLogits as tf.Tensor2D);
        const sum = aggregate(instance as tf.Tensor2D, groups as tf.Tensor3D, p);
        // As in training mode, at its first weights: every dimension has mean 0 and variance 1 over the batch.
        const { mean, variance } = tf.moments(sum, 0);
        const normalised = tf.div(tf.sub(sum, mean), tf.sqrt(tf.add(variance, 1e-5)));
        assertClose(await read(embeddings), await read(centred === 'sum' ? normalised : sum), 1e-4, aggregation);
        network.dispose();
      }
    }
  });

  it('starts as the network without groups where the first group weights are 0', async () => {
    const plain = backbone();
    const network = groupFaceNetwork(beforeNeck(backbone()), { ...sizes, groupStart: 0 });
    const kernel = plain.layers.filter((layer) => layer.getClassName() === 'Dense')[0].getWeights();
    network.getLayer('instance').setWeights(kernel);
    const input = pictures(4);
    const wanted = forward(plain, input, true).embeddings;
    assertClose(await read(forward(network, input, true).embeddings), await read(wanted), 1e-5, 'embeddings');
    plain.dispose();
    network.dispose();
  });

  it('a trunk ends before the neck, takes over its layers and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const trunk = beforeNeck(backbone());
    assert.deepEqual(trunk.outputs[0].shape, [null, 4 * 4 * 8]);
    const network = groupFaceNetwork(trunk, sizes);
    network.dispose();
    assert.equal(tf.memory().numTensors, before);
    const bare = tf.input({ shape: [3] });
    const linear = tf.model({ inputs: bare, outputs: tf.layers.reLU().apply(bare) as tf.SymbolicTensor });
    assert.throws(() => beforeNeck(linear), /no fully connected layer to cut off/);
  });

  for (const centred of ['sum', 'instance'] as const)
    it(`hard inference computes the chosen group alone and gives the same, ${centred} centred`, async () => {
      const network = overDescriptors('hard', 3, centred);
      const input = tf.randomNormal<tf.Rank.R2>([40, 10], 0, 1, 'float32', 4);
      const before = tf.memory().numTensors;
      const { embeddings, chosen } = await hardGroupFace(network)(input);
      assert.equal(tf.memory().numTensors, before + 1);
      const outputs = forward(network, input as tf.Tensor as tf.Tensor4D, false);
      assertClose(await read(embeddings), await read(outputs.embeddings), 1e-5, 'embeddings');
      assert.deepEqual(Array.from(chosen), await read(tf.argMax(outputs.groupLogits, 1)));
      assert.ok(new Set(chosen).size > 1, 'the pictures choose different groups');
      // The weights of a group that nobody chose do not enter.
      const one = await hardGroupFace(network)(tf.slice(input, [0, 0], [1, 10]));
      const weights = network.getLayer(groupWeightsName).getWeights()[0] as tf.Tensor2D;
      const keep = tf.tidy(() => {
        const columns = Array.from({ length: 24 }, (_, column) => (Math.floor(column / 6) === one.chosen[0] ? 1 : NaN));
        return tf.mul(weights, tf.tensor1d(columns)) as tf.Tensor2D;
      });
      network.getLayer(groupWeightsName).setWeights([keep]);
      const again = await hardGroupFace(network)(tf.slice(input, [0, 0], [1, 10]));
      assert.deepEqual(await read(again.embeddings), await read(one.embeddings));
      network.dispose();
    });
});

describe('GroupFace training', () => {
  it('reaches every part: no group is dead at the start', async () => {
    const network = overDescriptors('soft', 5);
    const model = faceModel(network, groupFaceHead(7, { ...sizes, seed: 5 }));
    const input = tf.randomNormal([64, 10], 0, 1, 'float32', 6) as tf.Tensor as tf.Tensor4D;
    const labels = tf.tensor1d(
      Array.from({ length: 64 }, (_, i) => i % 7),
      'int32',
    );
    const gradients = gradientsOf(model, input, labels);
    for (const [name, gradient] of Object.entries(gradients)) {
      const largest = Math.max(...(await read(tf.abs(gradient))));
      assert.ok(largest > 1e-8, `${name}: ${largest}`);
    }
    // By group: its own layer, and its offset in the decision network.
    const ofGroups = Object.entries(gradients).find(([name]) => name.startsWith(groupWeightsName))![1];
    const perGroup = await read(tf.norm(tf.reshape(ofGroups, [8, 4, 6]), 'euclidean', [0, 2]));
    assert.ok(Math.min(...perGroup) > 0.1 * Math.max(...perGroup), `group layers: ${perGroup}`);
    const offsets = Object.entries(gradients).find(([name]) => name.startsWith('groupLogits'))![1];
    for (const gradient of await read(offsets)) assert.ok(Math.abs(gradient) > 1e-8, `offset: ${gradient}`);
    disposeModel(model);
  });

  it('every group is chosen by some sample at the start, so that hard training reaches all of them too', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const network = groupFaceNetwork(descriptorTrunk({ length: 10, shared: 32, seed }), {
        dim: 16,
        groups: 16,
        hidden: 32,
        aggregation: 'hard',
        seed,
      });
      const input = tf.randomNormal([512, 10], 0, 1, 'float32', seed);
      const logits = forward(network, input as tf.Tensor as tf.Tensor4D, true).groupLogits;
      const chosen = new Set(await read(tf.argMax(logits, 1)));
      assert.equal(chosen.size, 16, `seed ${seed}`);
      network.dispose();
    }
  });

  it('minimises the published loss', async () => {
    const network = overDescriptors();
    const model = faceModel(network, groupFaceHead(7, sizes));
    const input = tf.randomNormal([32, 10], 0, 1, 'float32', 8) as tf.Tensor as tf.Tensor4D;
    const labels = tf.tensor1d(
      Array.from({ length: 32 }, (_, i) => i % 7),
      'int32',
    );
    const outputs = forward(network, input, false);
    const p = tf.softmax(outputs.groupLogits as tf.Tensor2D);
    const expectation = tf.add(tf.mul(0.9, tf.fill([4], 0.25)), tf.mul(0.1, tf.mean(p, 0))) as tf.Tensor1D;
    const wanted = groupFaceLoss(outputs as never, labels, model.head.weights as tf.Tensor as tf.Tensor2D, {
      margin: 0.3,
      scale: 16,
      lambda: 0.1,
      expectation,
    });
    const { loss, identityLoss, groupLoss, occupancyEntropy } = method().loss(
      lossInputs(model, outputs, labels),
    ) as Record<string, tf.Scalar>;
    assertClose(await read(loss), await read(wanted), 1e-5, 'loss');
    assertClose(await read(loss), await read(tf.add(identityLoss, tf.mul(0.1, groupLoss))), 1e-5, 'parts');
    assertClose(await read(model.head.expectation), await read(expectation), 1e-6, 'running expectation');
    const [entropy] = await read(occupancyEntropy);
    assert.ok(entropy > 0 && entropy <= 1 + 1e-6, String(entropy));
    disposeModel(model);
  });

  it('runs through fit as one graph, soft and hard, learns, and leaves no tensor behind', async () => {
    const faces = blobFaces({ identities: 6, picturesEach: 8, size: 16, seed: 1 });
    for (const aggregation of ['soft', 'hard'] as const) {
      const before = tf.memory().numTensors;
      const model = faceModel(small(aggregation), method().head(6, 6, 1));
      const batches = pictureBatches(faces, identitySampler(faces.labels, { identities: 6, pictures: 4, seed: 1 }));
      const { history, computedAs, reason } = await fit(model, batches, {
        loss: method().loss,
        steps: 30,
        learningRate: 0.05,
      });
      if (tf.getBackend() === 'tensorflow') assert.equal(computedAs, 'graph', reason);
      const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      assert.ok(mean(history.loss.slice(-5)) < 0.8 * mean(history.loss.slice(0, 5)), history.loss.join());
      const expectation = await read(model.head.expectation);
      assertClose([expectation.reduce((sum, share) => sum + share, 0)], [1], 1e-4, 'expectation adds up to 1');
      assert.notDeepEqual(expectation, [0.25, 0.25, 0.25, 0.25]);
      assert.equal((await embed(model.backbone, faces)).columns, 6);
      disposeModel(model);
      assert.equal(tf.memory().numTensors, before, aggregation);
    }
  });

  it('trains on frozen descriptors', async () => {
    const random = seeded(4, 'descriptors');
    const labels = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 10));
    const centres = Array.from({ length: 6 }, () => Array.from({ length: 10 }, () => random.normal()));
    const values = Float32Array.from(
      Array.from(labels, (label) => centres[label].map((c) => c + 0.2 * random.normal())).flat(),
    );
    const descriptors = { values, rows: 60, columns: 10 };
    const model = faceModel(overDescriptors(), method('naive').head(6, 6, 1));
    const sampler = identitySampler(labels, { identities: 6, pictures: 4, seed: 1 });
    const { history } = await fit(model, descriptorBatches(descriptors, labels, sampler), {
      loss: method('naive').loss,
      steps: 40,
      learningRate: 0.05,
    });
    assert.ok(history.loss[39] < 0.7 * history.loss[0], history.loss.join());
    const { embeddings, hidden, groups } = await embedOutputs(model.backbone, descriptors, [
      'embeddings',
      'hidden',
      'groups',
    ]);
    assert.deepEqual([embeddings.rows, embeddings.columns, hidden.columns, groups.columns], [60, 6, 5, 24]);
    disposeModel(model);
    assert.throws(() => descriptorBatches(descriptors, [1, 2], sampler), /60 descriptors but 2 labels/);
  });

  it('comes back from a checkpoint with its groups and its running expectation', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-groupface-'));
    try {
      for (const aggregation of ['soft', 'hard'] as const) {
        const network = small(aggregation);
        await saveCheckpoint(folder, {
          backbone: network,
          tensors: { expectation: tf.tensor1d([0.1, 0.2, 0.3, 0.4]) },
          notes: {},
        });
        const { backbone, tensors } = await loadCheckpoint(folder);
        const input = pictures(5);
        const [was, is] = [network, backbone].map((given) => forward(given, input, false));
        assert.deepEqual(Object.keys(is), Object.keys(was));
        for (const name of Object.keys(was)) assert.deepEqual(await read(is[name]), await read(was[name]), name);
        assertClose(await read(tensors.expectation), [0.1, 0.2, 0.3, 0.4], 1e-7, 'expectation');
        network.dispose();
        backbone.dispose();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says what is wrong in a sentence', async () => {
    const trunk = (): tf.LayersModel => descriptorTrunk({ length: 4, shared: 4, seed: 1 });
    assert.throws(
      () => groupFaceNetwork(trunk(), { groups: 0, seed: 1 }),
      /groups is 0, but it must be a positive whole number/,
    );
    assert.throws(
      () => groupFaceNetwork(trunk(), { aggregation: 'both' as never, seed: 1 }),
      /aggregation is "both".*"soft".*"hard"/,
    );
    assert.throws(
      () => groupFaceNetwork(trunk(), { groupStart: -1, seed: 1 }),
      /groupStart.*-1.*a multiple of the usual spread: 0 or more/,
    );
    assert.throws(() => groupFaceNetwork(small(), sizes), /trunk's output is .* needs one feature \[batch, shared\]/);
    assert.throws(() => descriptorTrunk({ length: 1.5, shared: 4, seed: 1 }), /length is 1.5/);
    const plain = instanceNetwork(trunk(), { dim: 3, seed: 1 });
    assert.throws(() => hardGroupFace(plain), /no layer "groupWeights".*groupFaceNetwork/);
    await assert.rejects(
      embedOutputs(plain, { values: new Float32Array(4), rows: 1, columns: 4 }, ['hidden']),
      /no output "hidden": it has embeddings/,
    );
  });
});

function gradientsOf(
  model: ReturnType<typeof faceModel>,
  images: tf.Tensor4D,
  labels: tf.Tensor1D,
): Record<string, tf.Tensor> {
  return tf.variableGrads(() => {
    const outputs = forward(model.backbone, images, true);
    return (method().loss(lossInputs(model, outputs, labels)) as { loss: tf.Scalar }).loss;
  }).grads;
}

/** What `fit` would hand the loss. */
function lossInputs(model: FaceModel, outputs: Record<string, tf.Tensor>, labels: tf.Tensor1D): LossInputs {
  return {
    embeddings: outputs.embeddings as tf.Tensor2D,
    labels,
    head: model.head as never,
    outputs,
    inputs: {},
  };
}
