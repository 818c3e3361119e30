import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { expect } from '../base/errors';
import { expectNumber, expectShape } from '../base/inputs';
import { unitVectors } from '../distances';

/** The attention maps of one CBAM block: any shape that starts with [batch]. */
export interface AttentionMaps {
  /** [batch, channels] or [batch, 1, 1, channels] */
  channel: tf.Tensor;
  /** [batch, height · width] or [batch, height, width, 1] */
  spatial: tf.Tensor;
}

/**
 * Attention similarity distillation, A-SKD (Shin et al., ECCV 2022): a student that sees small pictures learns to look
 * where its teacher looks.
 *
 *     D(a, b) = 1 − cos(flatten a, flatten b)
 *     L = Σ_blocks mean over samples of D(channel_s, channel_t) + D(spatial_s, spatial_t)
 *
 * The two distances have the weight 1 each and blocks are added up, as in the authors' code: before L, their lambda = 5 weighs the more
 * the more blocks there are, of which their network has 24. A map that is zero everywhere is at distance 1, with gradient 0.
 *
 * @param student the maps of each block, or of a single one
 * @param teacher of the same shapes; constant
 * @returns a scalar; gradients flow to the student's maps
 * @throws InputError when the number of blocks or the shapes differ, or there is no block
 */
export function attentionDistillationLoss(
  student: AttentionMaps | readonly AttentionMaps[],
  teacher: AttentionMaps | readonly AttentionMaps[],
): tf.Scalar {
  const [students, teachers] = [blocks(student), blocks(teacher)];
  expect(
    students.length === teachers.length && students.length > 0,
    `The student has ${students.length} blocks with attention maps and the teacher ${teachers.length}: pass as many of both, ` +
      'at least one.',
  );
  return tf.tidy(() => {
    const ofBlocks = students.map((maps, block) =>
      tf.add(
        distance(`channel map of block ${block}`, maps.channel, teachers[block].channel),
        distance(`spatial map of block ${block}`, maps.spatial, teachers[block].spatial),
      ),
    );
    return tf.addN(ofBlocks) as tf.Scalar;
  });
}

/** mean_i 1 − cos(flatten a_i, flatten b_i) */
function distance(name: string, student: tf.Tensor, teacher: tf.Tensor): tf.Tensor {
  expect(
    student.rank >= 2 && student.size > 0 && tf.util.arraysEqual(student.shape, teacher.shape),
    `The student's ${name} has the shape [${student.shape.join(', ')}], the teacher's [${teacher.shape.join(', ')}]: they must ` +
      'be equal and start with the batch; give both networks pictures of one size.',
  );
  const [a, b] = [flatten(student), constant(() => flatten(teacher))];
  return tf.mean(tf.sub(1, tf.sum(tf.mul(unitVectors(a), unitVectors(b)), 1)));
}

/**
 * Where a layer looks (Zagoruyko & Komodakis, ICLR 2017): the squared features added up over the channels, as a vector of length 1.
 *
 *     q = flatten Σ_channels F²,   Q = q / |q|
 *
 * @param features F [batch, height, width, channels]
 * @returns Q [batch, height · width]; a picture whose features are zero everywhere has a map of zeros, with gradient 0
 */
export function attentionMap(features: tf.Tensor4D): tf.Tensor2D {
  return tf.tidy(() => unitVectors(flatten(tf.sum(tf.square(features), 3))));
}

/**
 * Activation-based attention transfer (Zagoruyko & Komodakis, ICLR 2017):
 *
 *     L = mean over batch and positions of (Q_student − Q_teacher)²,   Q: see {@link attentionMap}
 *
 * Squared and averaged, as in the published code; the paper writes the norm. The number of channels may differ.
 *
 * @param student F [batch, height, width, channels]
 * @param teacher F [batch, height, width, its own channels], or its map Q [batch, height · width] where only that was kept; constant
 * @returns a scalar; gradients flow to the student's features; finite, 0 for features that are zero everywhere
 * @throws InputError when batch, height or width differ, or something is empty
 */
export function attentionTransferLoss(student: tf.Tensor4D, teacher: tf.Tensor): tf.Scalar {
  expectShape('student', student, { batch: 'any', height: 'any', width: 'any', channels: 'any' });
  const [batch, height, width] = student.shape;
  if (teacher.rank === 2) expectShape('teacher', teacher, { batch, 'height · width': height * width });
  else expectShape('teacher', teacher, { batch, height, width, channels: 'any' });
  return tf.tidy(() => {
    const map = constant(() => (teacher.rank === 2 ? (teacher as tf.Tensor2D) : attentionMap(teacher as tf.Tensor4D)));
    return tf.mean(tf.squaredDifference(attentionMap(student), map)) as tf.Scalar;
  });
}

/**
 * Knowledge distillation by logits (Hinton et al., 2015), with KL in place of cross-entropy: they differ by a constant, and
 * KL is 0 where student and teacher agree.
 *
 *     L = T² mean_i Σ_j t_ij (log t_ij − log s_ij),   t = softmax(teacher / T),  s = softmax(student / T)
 *
 * @param student logits [batch, classes]
 * @param teacher logits [batch, classes]; constant
 * @param options temperature T: above 0, 4 is usual
 * @returns a scalar; gradients flow to the student's logits
 * @throws InputError when shapes differ, the batch is empty, or the temperature is not above 0
 */
export function logitDistillationLoss(
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  { temperature }: { temperature: number },
): tf.Scalar {
  expectShape('student', student, { batch: 'any', classes: 'any' });
  expectShape('teacher', teacher, { batch: student.shape[0], classes: student.shape[1] });
  expectNumber('temperature', temperature, temperature > 0, 'above 0: 4 is usual');
  return tf.tidy(() => {
    const T = temperature;
    const logT = constant(() => tf.logSoftmax(tf.div(teacher, T))); // log t
    const logS = tf.logSoftmax(tf.div(student, T)); // log s
    const kl = tf.sum(tf.mul(tf.exp(logT), tf.sub(logT, logS)), 1);
    return tf.mul(T * T, tf.mean(kl)) as tf.Scalar;
  });
}

function blocks(maps: AttentionMaps | readonly AttentionMaps[]): readonly AttentionMaps[] {
  return Array.isArray(maps) ? maps : [maps as AttentionMaps];
}

function flatten(maps: tf.Tensor): tf.Tensor2D {
  return tf.reshape(maps, [maps.shape[0], -1]);
}
