import * as tf from '@tensorflow/tfjs';

/**
 * A locally connected layer: a convolution whose filters are not shared, every place of the picture has its own.
 *
 *     y[i, j, f] = Σ_{u, v, c} W[i, j, u, v, c, f] · x[i + u, j + v, c]
 *
 * DeepFace (Taigman et al., CVPR 2014) uses three of them: once faces are aligned, the place of an eye is known, and the filters
 * there need not be those of the chin. The price is (h − k + 1) · (w − k + 1) times as many weights as a convolution has.
 *
 * Input [batch, h, w, channels] → output [batch, h − k + 1, w − k + 1, filters]. No padding, stride 1, no bias (a batch
 * normalisation follows).
 */
export class LocallyConnected extends tf.layers.Layer {
  static readonly className = 'FacelabLocallyConnected';
  private readonly filters: number;
  private readonly kernelSize: number;
  private readonly seed: number;
  private kernel!: tf.LayerVariable;

  constructor(config: { name?: string; filters: number; kernelSize: number; seed: number }) {
    super({ name: config.name });
    this.filters = config.filters;
    this.kernelSize = config.kernelSize;
    this.seed = config.seed;
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width] = inputShape as tf.Shape;
    const less = this.kernelSize - 1;
    return [batch, height! - less, width! - less, this.filters];
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const [, height, width] = this.computeOutputShape(inputShape);
    const inputs = this.kernelSize ** 2 * (inputShape as tf.Shape)[3]!;
    const initializer = tf.initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / inputs), seed: this.seed });
    this.kernel = this.addWeight('kernel', [height! * width!, inputs, this.filters], 'float32', initializer);
    this.built = true;
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [batch, height, width, filters] = this.computeOutputShape(x.shape) as number[];
      const offsets = Array.from({ length: this.kernelSize }, (_, offset) => offset);
      const shifted = offsets.flatMap((u) =>
        offsets.map((v) => tf.slice(x, [0, u, v, 0], [batch, height, width, x.shape[3]])),
      );
      const patches = tf.reshape(tf.concat(shifted, 3), [batch, height * width, -1]); // what the filters of a place see
      const placeByPlace = tf.matMul(tf.transpose(patches, [1, 0, 2]), this.kernel.read());
      return tf.reshape(tf.transpose(placeByPlace, [1, 0, 2]), [batch, height, width, filters]);
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters, kernelSize: this.kernelSize, seed: this.seed };
  }
}

tf.serialization.registerClass(LocallyConnected);
