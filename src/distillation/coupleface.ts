import * as tf from '@tensorflow/tfjs';
import { absolute, constant } from '../base/gradients';
import { expect } from '../base/errors';
import { expectNumber, expectShape, indexTensor } from '../base/inputs';
import { unitVectors } from '../distances';

/** For each sample of the batch the rows of the prototypes it is related to: lists of equal length, or int32 [batch, k]. */
export type Relations = ReadonlyArray<ArrayLike<number>> | tf.Tensor2D;

/**
 * Feature consistency distillation, FCD, as CoupleFace uses it (Liu et al., ECCV 2022): the student's embedding should be the
 * teacher's.
 *
 *     L = 1/2 mean_i |s_i/|s_i| − t_i/|t_i||²  =  mean_i 1 − cos(s_i, t_i)
 *
 * @param student s [batch, dim], normalised here; a zero vector gets no gradient
 * @param teacher t [batch, dim], normalised here; constant
 * @returns a scalar; gradients flow to the student
 * @throws InputError when shapes differ or the batch is empty
 */
export function featureConsistencyLoss(student: tf.Tensor2D, teacher: tf.Tensor2D): tf.Scalar {
  expectTwins(student, teacher);
  return tf.tidy(() => {
    const difference = tf.sub(
      unitVectors(student),
      constant(() => unitVectors(teacher)),
    ); // s_i/|s_i| − t_i/|t_i|
    return tf.div(tf.mean(tf.sum(tf.square(difference), 1)), 2) as tf.Scalar;
  });
}

/**
 * Mutual relation distillation, MRD (CoupleFace, Liu et al., ECCV 2022): a sample should be as similar to the identities it
 * could be mistaken for as it is in the teacher's eyes.
 *
 *     R_s(i, j) = cos(s_i, p_j),   R_t(i, j) = cos(t_i, p_j),   p_j a prototype or a feature of the bank, the teacher's in both
 *     L = mean_i mean_{j in H_i} max(0, |R_s(i, j) − R_t(i, j)| − q)
 *
 * q = 0 unless given. The slides and the paper name a q = 0.03 without saying what it does; read as a slack here: relations
 * that differ by less are left alone. Where R_s = R_t the derivative of |·| is taken as 0.
 *
 * Memory is [batch, k, dim] for the prototypes looked up.
 *
 * @param student s [batch, dim]
 * @param teacher t [batch, dim]; constant
 * @param prototypes p [prototypes, dim], in the teacher's space; constant
 * @param relations H, from `mining/relations`: k rows of `prototypes` for each sample
 * @param options slack q, from 0
 * @returns a scalar; gradients flow to the student
 * @throws InputError when shapes do not fit, something is empty, a row in a list is not there, or q is below 0
 */
export function mutualRelationLoss(
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  prototypes: tf.Tensor2D,
  relations: Relations,
  { slack = 0 }: { slack?: number } = {},
): tf.Scalar {
  expectTwins(student, teacher);
  expectNumber(
    'slack',
    slack,
    slack >= 0 && slack < 2,
    'a difference of cosines, from 0 to below 2: 0.03 in the paper',
  );
  return tf.tidy(() => {
    const ofStudent = relationCosines(student, prototypes, relations); // R_s(i, j)
    const ofTeacher = constant(() => relationCosines(teacher, prototypes, relations)); // R_t(i, j)
    const difference = absolute(tf.sub(ofStudent, ofTeacher));
    return tf.mean(slack === 0 ? difference : tf.relu(tf.sub(difference, slack))) as tf.Scalar;
  });
}

/**
 * The relations R(i, j) = cos(x_i, p_j) for j in H_i, that is of each sample with its own k prototypes.
 *
 * @param embeddings x [batch, dim]
 * @param prototypes p [prototypes, dim]; constant
 * @param relations H, k rows of `prototypes` for each sample
 * @returns [batch, k]; gradients flow to the embeddings
 * @throws InputError when shapes do not fit, something is empty, or a row in a list is not there
 */
export function relationCosines(embeddings: tf.Tensor2D, prototypes: tf.Tensor2D, relations: Relations): tf.Tensor2D {
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  const [batch, dim] = embeddings.shape;
  expectShape('prototypes', prototypes, { prototypes: 'any', dim });
  return tf.tidy(() => {
    const [rows, k] = relationRows(relations, batch, prototypes.shape[0]);
    const p = constant(() => tf.reshape(unitVectors(tf.gather(prototypes, rows)), [batch, k, dim]));
    return tf.reshape(tf.matMul(p, tf.expandDims(unitVectors(embeddings), 2)), [batch, k]);
  });
}

function relationRows(relations: Relations, batch: number, prototypes: number): [tf.Tensor1D, number] {
  if (relations instanceof tf.Tensor) {
    expectShape('relations', relations, { batch, k: 'any' });
    return [tf.reshape(tf.cast(relations, 'int32'), [relations.size]), relations.shape[1]];
  }
  const k = relations.length === 0 ? 0 : relations[0].length;
  expect(
    relations.length === batch && k > 0 && relations.every((row) => row.length === k),
    `relations must have one list for each of the ${batch} samples, all of one length from 1: see informativeRelations.`,
  );
  return [
    indexTensor(
      'A relation',
      relations.flatMap((row) => Array.from(row)),
      prototypes,
    ),
    k,
  ];
}

function expectTwins(student: tf.Tensor2D, teacher: tf.Tensor2D): void {
  expectShape('student', student, { batch: 'any', dim: 'any' });
  expectShape('teacher', teacher, { batch: student.shape[0], dim: student.shape[1] });
}
