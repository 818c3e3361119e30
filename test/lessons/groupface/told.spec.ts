import assert from 'node:assert/strict';
import { costRows } from '../../../src/lessons/groupface/cost';
import { aboveChance } from '../../../src/lessons/groupface/information';

describe('what the chapter on groups tells', () => {
  it('names the attributes that groups know more of than in every deal', () => {
    const about = (attribute: string, bits: number, highestChance: number) => ({ attribute, bits, chance: 0, highestChance }); // prettier-ignore
    assert.deepEqual(aboveChance([about('hat', 0.3, 0.2), about('yaw', 0.2, 0.2), about('skin', 0.5, 0.1)]), ['hat', 'skin']); // prettier-ignore
  });

  it('has a row for soft and one for hard of each batch', () => {
    const cost = {
      batch: 4,
      soft: { multiplyAdds: 2e6, milliseconds: 3 },
      hard: { multiplyAdds: 5e5, milliseconds: 1 },
    };
    assert.deepEqual(costRows([cost]), [
      { inference: 'soft', 'pictures at once': 4, 'multiply-adds, millions': 2, 'ms a picture': 3 },
      { inference: 'hard', 'pictures at once': 4, 'multiply-adds, millions': 0.5, 'ms a picture': 1 },
    ]);
  });
});
