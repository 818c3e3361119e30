import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import {
  prototypesOf,
  relationFit,
  relationsOf,
  shareBeyond,
  signalOf,
} from '../../../src/lessons/coupleface/relations';
import { assertClose } from '../../support/golden';

describe('relations of a student and its teacher', () => {
  it('a prototype is the mean direction of an identity', () => {
    const embeddings = matrixFrom([[3, 0], [0, 2], [0, -5], [0, -1]]); // prettier-ignore
    const { values, rows, columns } = prototypesOf(embeddings, [0, 0, 2, 2], 3);
    assert.deepEqual([rows, columns], [3, 2]);
    assertClose(Array.from(values), [0.5, 0.5, 0, 0, 0, -1], 1e-9, 'prototypes');
  });

  it('are cosines of each picture to the identities listed for its own', () => {
    const teacher = { embeddings: matrixFrom([[2, 0], [3, 4]]), prototypes: matrixFrom([[1, 0], [0, 7]]) }; // prettier-ignore
    const student = { embeddings: matrixFrom([[0, 1], [4, 3]]), prototypes: teacher.prototypes }; // prettier-ignore
    const found = relationsOf({ student, teacher }, [0, 1], [[1], [0, 1]]);
    assert.deepEqual(found.map(({ row, other }) => [row, other]), [[0, 1], [1, 0], [1, 1]]); // prettier-ignore
    assertClose(found.map((one) => one.teacher), [0, 0.6, 0.8], 1e-9, 'teacher'); // prettier-ignore
    assertClose(found.map((one) => one.student), [1, 0.8, 0.6], 1e-9, 'student'); // prettier-ignore
    const { distance, bias } = relationFit(found);
    assertClose([distance, bias], [Math.sqrt((1 + 0.04 + 0.04) / 3), 1 / 3], 1e-9, 'distance and bias');
    assertClose([0, 0.1, 0.5, 1].map((q) => shareBeyond(found, q)), [1, 1, 1 / 3, 0], 1e-9, 'beyond the slack'); // prettier-ignore
    assertClose([0, 0.1].map((q) => signalOf(found, q)), [1.4 / 3, 1.1 / 3], 1e-9, 'what exceeds it'); // prettier-ignore
    assert.throws(() => relationFit([]), /There is no relation to summarise/);
  });
});
