import { acos, buffer, clipByValue, cos, matMul, mul, norm, tidy, type Tensor2D } from '@tensorflow/tfjs';

/** z = s cos(θ + M), where M is a matrix that holds the margin at the own classes and 0 elsewhere. */
export function arcFaceLogits(
  embeddings: Tensor2D,
  labels: number[],
  weights: Tensor2D,
  options: { margin: number; scale: number },
): Tensor2D {
  return tidy(() => {
    const lengths = matMul(
      norm(embeddings, 2, 1, true) as Tensor2D,
      norm(weights, 2, 1, true) as Tensor2D,
      false,
      true,
    );
    const cosines = matMul(embeddings, weights, false, true).div(lengths);
    const margins = buffer([labels.length, weights.shape[0]]);
    labels.forEach((label, row) => margins.set(options.margin, row, label));
    const angles = acos(clipByValue(cosines, -0.9999999, 0.9999999));
    return mul(options.scale, cos(angles.add(margins.toTensor())));
  });
}
