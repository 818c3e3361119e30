import * as tf from '@tensorflow/tfjs';

function cosineOf(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const x = a.flatten();
  const y = b.flatten();
  return x.dot(y).div(x.norm().mul(y.norm()));
}

export function attentionDistillationLoss(
  studentChannel: tf.Tensor2D,
  studentSpatial: tf.Tensor3D,
  teacherChannel: tf.Tensor2D,
  teacherSpatial: tf.Tensor3D,
): tf.Scalar {
  return tf.tidy(() => {
    const batch = studentChannel.shape[0];
    const [sc, ss, tc, ts] = [studentChannel, studentSpatial, teacherChannel, teacherSpatial].map((t) => tf.unstack(t));
    // each D is 1 - cos, so a picture counts 2 - cos - cos
    let loss: tf.Tensor = tf.scalar(2 * batch);
    for (let i = 0; i < batch; i++) {
      loss = loss.sub(cosineOf(sc[i], tc[i]));
      loss = loss.sub(cosineOf(ss[i], ts[i]));
    }
    return loss.div(batch) as tf.Scalar;
  });
}
