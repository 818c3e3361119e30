import * as tf from '@tensorflow/tfjs';

export function mutualRelationLoss(
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  prototypes: tf.Tensor2D,
  relations: number[][],
): tf.Scalar {
  return tf.tidy(() => {
    const unit = (t: tf.Tensor): tf.Tensor => t.div(t.norm('euclidean', -1, true));
    const [s, t, p] = [student, teacher, prototypes].map((rows) => unit(rows).unstack());
    const differences: tf.Tensor[] = [];
    for (let i = 0; i < relations.length; i++) {
      for (const j of relations[i]) {
        const wanted = t[i].dot(p[j]);
        differences.push(s[i].dot(p[j]).sub(wanted).abs());
      }
    }
    return tf.stack(differences).mean() as tf.Scalar;
  });
}
