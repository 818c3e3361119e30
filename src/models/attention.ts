import * as tf from '@tensorflow/tfjs';
import { activated, added, convolution, normalised, type SeedSource } from './blocks';
import { PRelu } from './layers';

type Symbolic = tf.SymbolicTensor;

/** What an {@link attentionBlock} gives: its features, and the two maps that it weighs them by. */
export interface AttendedFeatures {
  /** [batch, h, w, width] */
  features: Symbolic;
  /** M_c [batch, 1, 1, width], each in 0 … 1 */
  channel: Symbolic;
  /** M_s [batch, h, w, 1], each in 0 … 1 */
  spatial: Symbolic;
}

/**
 * Mean and maximum over the channels: [batch, h, w, channels] → [batch, h, w, 2]. Where several channels are largest, each of them
 * has the gradient of the maximum.
 */
export class ChannelStatistics extends tf.layers.Layer {
  static readonly className = 'FacelabChannelStatistics';

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...(inputShape as tf.Shape).slice(0, -1), 2];
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return tf.concat([tf.mean(x, -1, true), tf.max(x, -1, true)], -1);
    });
  }
}

/**
 * Mean and maximum over the places, one below the other: [batch, h, w, channels] → [batch, 2, 1, channels]. Where several places are
 * largest, each of them has the gradient of the maximum.
 */
export class PlaceStatistics extends tf.layers.Layer {
  static readonly className = 'FacelabPlaceStatistics';

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, , , channels] = inputShape as tf.Shape;
    return [batch, 2, 1, channels];
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return tf.concat([tf.mean(x, [1, 2], true), tf.max(x, [1, 2], true)], 1);
    });
  }
}

/** The sum over the places: [batch, h, w, channels] → [batch, 1, 1, channels]. */
export class PlaceSum extends tf.layers.Layer {
  static readonly className = 'FacelabPlaceSum';

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, , , channels] = inputShape as tf.Shape;
    return [batch, 1, 1, channels];
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.sum(Array.isArray(inputs) ? inputs[0] : inputs, [1, 2], true));
  }
}

for (const layer of [ChannelStatistics, PlaceStatistics, PlaceSum]) tf.serialization.registerClass(layer);

/**
 * Channel attention of CBAM (Woo et al., ECCV 2018, eq. 2): which channels matter for this picture?
 *
 *     M_c = sigmoid(MLP(average over places of x) + MLP(maximum over places of x))
 *     MLP(v) = W_1 max(0, W_0 v + b_0) + b_1,   W_0 [channels, channels / reduction], the same for both
 *
 * @param x [batch, h, w, channels]
 * @param options reduction: by how much the hidden layer is narrower; at least one number stays. `name` of the layer that gives the map
 * @returns M_c [batch, 1, 1, channels]
 */
export function channelAttention(
  x: Symbolic,
  { reduction, name }: { reduction: number; name?: string },
  seeds: SeedSource,
): Symbolic {
  const channels = x.shape[3]!;
  // Average and maximum are two places of one picture, so that a 1×1 convolution is the MLP for both.
  const hidden = tf.layers.conv2d({
    filters: Math.max(1, Math.round(channels / reduction)),
    kernelSize: 1,
    activation: 'relu',
    kernelInitializer: tf.initializers.heNormal({ seed: seeds() }),
  });
  const last = tf.layers.conv2d({
    filters: channels,
    kernelSize: 1,
    kernelInitializer: tf.initializers.glorotNormal({ seed: seeds() }),
  });
  const statistics = new PlaceStatistics().apply(x) as Symbolic;
  const sum = new PlaceSum().apply(last.apply(hidden.apply(statistics)) as Symbolic);
  return tf.layers.activation({ activation: 'sigmoid', name }).apply(sum) as Symbolic;
}

/**
 * Spatial attention of CBAM (Woo et al., ECCV 2018, eq. 3): which places matter for this picture?
 *
 *     M_s = sigmoid(BN(convolution 7×7 of [mean over channels of x, maximum over channels of x]))
 *
 * The normalisation is the authors' code's; the equation of the paper is without it.
 *
 * @param x [batch, h, w, channels]
 * @param options `name` of the layer that gives the map
 * @returns M_s [batch, h, w, 1]
 */
export function spatialAttention(x: Symbolic, { name }: { name?: string }, seeds: SeedSource): Symbolic {
  const statistics = new ChannelStatistics().apply(x) as Symbolic;
  const logits = normalised(convolution(statistics, 1, 7, 1, seeds));
  return tf.layers.activation({ activation: 'sigmoid', name }).apply(logits) as Symbolic;
}

/**
 * A residual block with CBAM (Woo et al., ECCV 2018, fig. 3), in place of one without:
 *
 *     F = BN(convolution(PReLU(BN(convolution(x)))))
 *     F' = M_c(F) · F,   F'' = M_s(F') · F'
 *     features = PReLU(F'' + shortcut(x))
 *
 * The shortcut is x where the shape stays, else a strided 1×1 convolution. To load a saved network with such blocks import this file.
 *
 * @param x [batch, h, w, channels]
 * @param options `name` ends the names of the three outputs: `features0`, `channel0`, `spatial0` for '0'
 */
export function attentionBlock(
  x: Symbolic,
  { width, strides, reduction, name }: { width: number; strides: number; reduction: number; name: string },
  seeds: SeedSource,
): AttendedFeatures {
  const weighed = (features: Symbolic, by: Symbolic): Symbolic =>
    tf.layers.multiply().apply([features, by]) as Symbolic;
  const inner = activated(normalised(convolution(x, width, 3, strides, seeds)));
  const residual = normalised(convolution(inner, width, 3, 1, seeds)); // F
  const channel = channelAttention(residual, { reduction, name: `channel${name}` }, seeds);
  const refined = weighed(residual, channel); // F'
  const spatial = spatialAttention(refined, { name: `spatial${name}` }, seeds);
  const isSameShape = strides === 1 && x.shape[3] === width;
  const shortcut = isSameShape ? x : normalised(convolution(x, width, 1, strides, seeds));
  const sum = added(weighed(refined, spatial), shortcut); // F'' + x
  const features = new PRelu({ name: `features${name}` }).apply(sum) as Symbolic;
  return { features, channel, spatial };
}
