/**
 * BoundaryFace's self-correction of labels: a picture gets another label when it lies inside another class even after that class has given up a
 * margin.
 *
 * $$ y \to j^* = \arg\max_{j \ne y} \cos(\theta_j + m) \quad\text{where}\quad \max_{j \ne y} \cos(\theta_j + m) > \cos\theta_y $$
 *
 * Angles may pass pi; the cosine is used as it is.
 *
 * Example: cosines `[[0.1, 0.9]]` of a picture labelled 0, margin 0.5: cos(arccos 0.9 + 0.5) = 0.581 is above 0.1, so the label becomes 1.
 *
 * @param cosines `cosines[i][j]` = cos θ between picture i and class j, −1 to 1
 * @param labels y, the class that each picture is filed under
 * @param margin m, radians
 * @returns the labels after correction, a new list
 */
export function correctLabels(cosines: number[][], labels: number[], margin: number): number[] {
  throw new Error('TODO: correct the labels');
}
