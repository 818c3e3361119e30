import * as tf from '@tensorflow/tfjs';
import { expect } from '../base/errors';
import { constant } from '../base/gradients';
import { hardAggregation, softAggregation } from './groupface';
import { BatchNorm } from './layers';

/**
 * The last layer of GroupFace: [instance, groups, group logits] → embeddings, by {@link softAggregation} or
 * {@link hardAggregation} with p = softmax of the logits. Nothing to train. Does not handle masks.
 */
export class GroupAggregation extends tf.layers.Layer {
  static readonly className = 'FacelabGroupAggregation';
  private readonly aggregation: 'soft' | 'hard';

  constructor(config: { name?: string; aggregation: 'soft' | 'hard' }) {
    super(config);
    expect(
      config.aggregation === 'soft' || config.aggregation === 'hard',
      `aggregation is "${config.aggregation}", but it must be "soft" (all groups by their weight) or "hard" (the most likely one).`,
    );
    this.aggregation = config.aggregation;
  }

  computeOutputShape(inputShapes: tf.Shape[]): tf.Shape {
    return inputShapes[0];
  }

  call(inputs: tf.Tensor[]): tf.Tensor {
    const [instance, groups, logits] = inputs as [tf.Tensor2D, tf.Tensor3D, tf.Tensor2D];
    const aggregate = this.aggregation === 'soft' ? softAggregation : hardAggregation;
    return tf.tidy(() => aggregate(instance, groups, tf.softmax(logits)));
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), aggregation: this.aggregation };
  }
}

/**
 * Passes its input on, and a share of the gradient back: y = x, dL/dx = share · dL/dy. The decision network sits behind one: it
 * may learn fast without pulling the instance, which it looks at, away from what tells people apart. Nothing to train.
 */
export class GradientShare extends tf.layers.Layer {
  static readonly className = 'FacelabGradientShare';
  private readonly share: number;

  constructor(config: { name?: string; share: number }) {
    super(config);
    this.share = config.share;
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return tf.add(
        tf.mul(x, this.share),
        tf.mul(
          constant(() => x),
          1 - this.share,
        ),
      );
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), share: this.share };
  }
}

/** How much of a group's trained offset enters its logit. */
const offsetShare = 0.7;

/**
 * Batch normalisation without a gain, y = (x − mean_batch) / √(variance_batch + epsilon) + 0.7 beta, the last layer of the group
 * decision network. Every group's logits keep variance 1, so that no group wins by larger logits alone, and the offset, by which a
 * group can attract all samples, learns at half the rate (0.7²). See {@link BatchNorm} for the rest.
 */
export class GroupLogits extends BatchNorm {
  // Annotated, because the class that it extends has a literal type here.
  static readonly className: any = 'FacelabGroupLogits'; // eslint-disable-line @typescript-eslint/no-explicit-any

  build(inputShape: tf.Shape | tf.Shape[]): void {
    super.build(inputShape);
    this.weightNamed('gamma').trainable = false;
  }

  call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const beta = this.weightNamed('beta').read();
      return tf.add(super.call(inputs, kwargs), tf.mul(beta, offsetShare - 1));
    });
  }

  private weightNamed(name: string): tf.LayerVariable & { trainable: boolean } {
    return this.weights.find(({ originalName }) => originalName.endsWith(name)) as tf.LayerVariable & {
      trainable: boolean;
    };
  }
}

for (const layer of [GroupAggregation, GradientShare, GroupLogits]) {
  tf.serialization.registerClass(layer as tf.serialization.SerializableConstructor<tf.layers.Layer>);
}
