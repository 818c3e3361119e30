import * as tf from '@tensorflow/tfjs';

export function mutualRelationLoss(
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  prototypes: tf.Tensor2D,
  relations: number[][],
): tf.Scalar {
  return tf.tidy(() => {
    const related: tf.Tensor = tf.gather(normalised(prototypes), tf.tensor2d(relations, undefined, 'int32'));
    const difference = tf.sub(cosinesTo(student, related), cosinesTo(teacher, related));
    return tf.mean(tf.abs(difference)) as tf.Scalar;
  });
}

/** [batch, dim] and [batch, k, dim] → [batch, k]. */
function cosinesTo(embeddings: tf.Tensor2D, related: tf.Tensor): tf.Tensor2D {
  return tf.sum(tf.mul(tf.expandDims(normalised(embeddings), 1), related), 2) as tf.Tensor2D;
}

function normalised(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.div(rows, tf.norm(rows, 'euclidean', 1, true)) as tf.Tensor2D;
}
