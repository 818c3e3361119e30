import * as tf from '@tensorflow/tfjs';
import { expect } from '../base/errors';
import { groupWeightsName } from './groupface-network';

/**
 * Hard GroupFace as it is used once it is trained: the decision network comes first, and of the K group layers only the
 * chosen one is computed,
 *
 *     k_i = argmax p_i,   embedding_i = v_i + W_k_i s_i
 *
 * at a cost of shared · dim multiply-adds a picture instead of K · shared · dim. The pictures of a batch that chose the same
 * group go through its layer together. The result is that of the network with `hardAggregation`, in inference mode.
 *
 * @param network a network of `groupFaceNetwork`; it may have been trained soft or hard
 * @param images what the network takes: [batch, size, size, 3] or descriptors [batch, length]
 * @returns embeddings [batch, dim], the caller's to dispose, and the group of each picture
 * @throws InputError when the network is not GroupFace
 */
export async function hardEmbeddings(
  network: tf.LayersModel,
  images: tf.Tensor,
): Promise<{ embeddings: tf.Tensor2D; chosen: Int32Array }> {
  const layers = ['shared', 'instance', 'groupLogits', groupWeightsName].map((name) => {
    const layer = network.layers.find((candidate) => candidate.name === name);
    expect(
      layer !== undefined,
      `The network has no layer "${name}", so it has no groups to choose from: pass one that groupFaceNetwork built.`,
    );
    return layer!;
  });
  const [shared, instance, groupLogits, groupLayer] = layers;
  const outputs = [shared, instance, groupLogits].map(({ output }) => output as tf.SymbolicTensor);
  // Borrows the network's layers and has no tensor of its own, so it is not disposed.
  const upToDecision = tf.model({ inputs: network.inputs, outputs });
  const [s, v, k] = tf.tidy(() => {
    const [feature, own, logits] = upToDecision.apply(images, { training: false }) as tf.Tensor2D[];
    return [feature, own, tf.argMax(logits, 1) as tf.Tensor1D];
  }) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
  const chosen = Int32Array.from(await k.data());
  const embeddings = tf.tidy(() => {
    const weights = groupLayer.getWeights()[0] as tf.Tensor2D; // [shared, K · dim]
    const dim = v.shape[1];
    const rowsOf = new Map<number, number[]>();
    chosen.forEach((group, row) => rowsOf.set(group, [...(rowsOf.get(group) ?? []), row]));
    const parts = [...rowsOf].map(([group, rows]) => {
      const ofGroup = tf.slice2d(weights, [0, group * dim], [-1, dim]); // W_k
      return tf.matMul(tf.gather(s, tf.tensor1d(rows, 'int32')), ofGroup);
    });
    // Row i of the concatenated parts belongs to picture order[i].
    const order = [...rowsOf.values()].flat();
    const place = new Int32Array(order.length);
    order.forEach((row, position) => (place[row] = position));
    return tf.add(v, tf.gather(tf.concat(parts, 0), tf.tensor1d(place, 'int32'))) as tf.Tensor2D;
  });
  tf.dispose([s, v, k]);
  return { embeddings, chosen };
}
