import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { residualBackbone } from '../../src/models/backbones/residual';
import { networkCost } from '../../src/models/cost';
import { equalCostWidths } from '../../src/search/equal-cost';

describe('equalCostWidths', () => {
  const like = { size: 32, dim: 64, widths: [16, 32, 48, 64] };

  it('leaves a network of one block as it is', () => {
    const backbone = residualBackbone({ ...like, seed: 1 });
    assert.deepEqual(equalCostWidths(like, 1), {
      widths: like.widths,
      multiplyAdds: networkCost(backbone).multiplyAdds,
    });
    backbone.dispose();
  });

  it('makes deeper networks narrower, within the budget and near it, and leaves no tensor', () => {
    const tensors = tf.memory().numTensors;
    const budget = equalCostWidths(like, 1).multiplyAdds;
    let before = like.widths;
    for (const blocks of [2, 3, 4]) {
      const { widths, multiplyAdds } = equalCostWidths(like, blocks);
      assert.ok(
        multiplyAdds <= budget && multiplyAdds > 0.75 * budget,
        `${blocks} blocks: ${multiplyAdds} of ${budget}`,
      );
      assert.ok(
        widths.every((width, stage) => width <= before[stage] && width % 4 === 0),
        widths.join(),
      );
      before = widths;
    }
    assert.equal(tf.memory().numTensors, tensors);
  });
});
