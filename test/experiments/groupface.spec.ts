import assert from 'node:assert/strict';
import { seeded } from '../../src/base/random';
import { groupFaceNames, groupFaceSettings, groupFaceVariants } from '../../src/experiments/groupface';
import { networkOf } from '../../src/lessons/groupface/training';
import { hardAgainstSoft } from '../../src/lessons/groupface/cost';
import {
  groupAgreement,
  groupInformation,
  mutualInformation,
  quantileBins,
} from '../../src/lessons/groupface/information';
import { evennessOf, groupsOf, occupancyOf } from '../../src/lessons/groupface/occupancy';
import { chooseDagger, cosineOf, scores } from '../../src/lessons/groupface/scores';
import { pairedDifference } from '../../src/experiments/paired';
import { networkCost } from '../../src/models/cost';
import { residualBackbone } from '../../src/models/backbones/residual';
import { descriptorTrunk } from '../../src/models/groupface-network';
import { assertClose } from '../support/golden';

describe('GroupFace ablation', () => {
  it('counts parameters and multiply-adds', () => {
    // conv 3·3·3·4 on 8 × 8; normalisation 2 · 4, slope 4; neck: 2 · 4, 256 · 5, 2 · 5.
    const network = residualBackbone({ size: 16, dim: 5, widths: [4], seed: 1 });
    assert.deepEqual(networkCost(network), {
      parameters: 108 + 8 + 4 + 8 + 1280 + 10,
      multiplyAdds: 64 * 108 + 1280,
    });
    network.dispose();
  });

  it('the wide baseline has as many parameters as K = 16', () => {
    const cost = (name: string): number => {
      const trunkOf = (shared: number) => descriptorTrunk({ length: 512, shared, seed: 1 });
      const network = networkOf(groupFaceVariants[name], groupFaceSettings, trunkOf, 1);
      const { parameters } = networkCost(network);
      network.dispose();
      return parameters;
    };
    const [wide, groups] = [cost('arcface-wide'), cost('soft-16')];
    assert.ok(Math.abs(wide / groups - 1) < 0.01, `${wide} and ${groups}`);
    assert.deepEqual(Object.keys(groupFaceNames).sort(), Object.keys(groupFaceVariants).sort());
  });

  it('occupancy and evenness', () => {
    const logits = { values: Float32Array.of(1, 0, 0, 2, 5, 1, 9, 9), rows: 4, columns: 2 };
    assert.deepEqual(Array.from(groupsOf(logits)), [0, 1, 0, 0]);
    assert.deepEqual(occupancyOf(logits), [0.75, 0.25]);
    assertClose(
      [evennessOf([0.5, 0.5]), evennessOf([1, 0]), evennessOf([0.75, 0.25])],
      [1, 0, 0.8112781],
      1e-6,
      'evenness',
    );
    assert.throws(() => evennessOf([1]), /compares at least two/);
  });

  it('mutual information is that of the joint counts, and chance level is that of people dealt', () => {
    assertClose([mutualInformation([0, 0, 1, 1], [5, 5, 7, 7])], [1], 1e-9, 'one bit');
    assertClose([mutualInformation([0, 0, 1, 1], [5, 7, 5, 7])], [0], 1e-9, 'independent');
    assertClose([mutualInformation([0, 0, 0, 1], [0, 0, 1, 1])], [0.3112781], 1e-6, 'by hand');
    assert.deepEqual(Array.from(quantileBins([5, 1, 9, 3], 2)), [1, 0, 1, 0]);
    assert.deepEqual(Array.from(quantileBins([0, 0, 0, 1], 4)), [0, 0, 0, 3]);
    const random = seeded(1, 'information');
    const groups = Int32Array.from({ length: 400 }, () => random.integer(4));
    const rows = groupInformation(
      groups,
      { noise: Array.from(groups, () => random.next()), glasses: Array.from(groups, (group) => (group > 1 ? 1 : 0)) },
      Array.from(groups, (_, picture) => Math.floor(picture / 4)),
      { seed: 1 },
    );
    assert.deepEqual(
      rows.map(({ attribute }) => attribute),
      ['glasses', 'noise'],
    );
    assert.ok(rows[0].bits > 0.9 && rows[0].highestChance < 0.05, JSON.stringify(rows[0]));
    assert.ok(Math.abs(rows[1].bits - rows[1].chance) < 0.02, JSON.stringify(rows[1]));
    // Groups that go with the person and an attribute that does, too, drawn apart from each other: with 24 people that is many bits by
    // chance, which a shuffle of the 240 pictures would take for knowledge.
    const label = Array.from({ length: 240 }, (_, picture) => Math.floor(picture / 10));
    const beard = Array.from({ length: 24 }, () => random.integer(2));
    const [ofPeople] = groupInformation(Int32Array.from(label, (person) => person % 6), { beard: label.map((person) => beard[person]) }, label, { seed: 1 }); // prettier-ignore
    assert.ok(ofPeople.chance > 0.08 && ofPeople.bits < ofPeople.highestChance, JSON.stringify(ofPeople));
    assert.deepEqual(groupAgreement(Int32Array.of(1, 1, 2, 1), Int32Array.of(0, 0, 1, 1)), {
      samePerson: 0.5,
      twoPeople: 0.5,
    });
  });

  it('the paired interval is that of Student', () => {
    const { mean, low, high, wins } = pairedDifference([3, 5, 4], [1, 2, 3]);
    assertClose([mean, low, high], [2, -0.4843, 4.4843], 1e-3, 'interval');
    assert.equal(wins, 3);
    assert.throws(() => pairedDifference([1], [1]), /2 to 11 seeds/);
  });

  it('scores people who are well apart, and takes the group-aware similarity only where it helps', () => {
    const random = seeded(2, 'scores');
    const labels = Int32Array.from({ length: 120 }, (_, i) => Math.floor(i / 4));
    const near = (noise: number) => {
      const centres = Array.from({ length: 30 }, () => Array.from({ length: 8 }, () => random.normal()));
      const values = Array.from(labels, (label) =>
        centres[label].map((value) => value + noise * random.normal()),
      ).flat();
      return { values: Float32Array.from(values), rows: 120, columns: 8 };
    };
    const [good, poor] = [near(0.01), near(1)];
    const { tar, accuracy, rank1 } = scores(cosineOf(good), labels);
    assert.deepEqual([tar, rank1], [1, 1]);
    assert.ok(accuracy > 0.95, `a threshold of other people: ${accuracy}`);
    assert.equal(chooseDagger(good, poor, labels).beta, 0);
    assert.ok(chooseDagger(poor, good, labels).beta > 0);
  });

  it('hard inference costs the share of one group', async () => {
    const sizes = { length: 32, shared: 64, dim: 16, groups: 8, batch: 2, repetitions: 3 };
    const { soft, hard } = await hardAgainstSoft(sizes);
    assert.equal(soft.multiplyAdds - hard.multiplyAdds, 7 * 64 * 16);
    assert.ok(hard.milliseconds > 0 && soft.milliseconds > 0);
  });
});
