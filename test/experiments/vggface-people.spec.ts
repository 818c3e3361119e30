import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { recipes, type FineTuned, type Told } from '../../src/experiments/runs/fine-tune';
import {
  errorsSaved,
  fineTuneSettings,
  tripletsToLearnFrom,
  vggFacePeople,
} from '../../src/experiments/vggface-people';
import { tinyRun } from '../support/tiny-run';

describe("VGGFace's recipe over the number of people", () => {
  const told = (equalErrorRate: number): Told => ({ accuracy: 1 - equalErrorRate, equalErrorRate, rank1: 0.5 });
  const run = (
    name: string,
    classifier: number,
    map: number,
    trainedOn: number,
  ): { name: string; result: FineTuned } => ({
    name,
    result: { classifier: told(classifier), longer: told(0.2), map: told(map), whole: told(0), trainedOn, unseen: 0.5 },
  });
  const records = [
    run('people-300', 0.1, 0.08, 0.01),
    run('people-300', 0.2, 0.16, 0.03),
    run('people-100', 0.3, 0.35, 0),
  ];

  it('has a configuration for each number of people', () => {
    const { configurations } = vggFacePeople;
    assert.deepEqual(
      Object.entries(configurations).map(([name, { people }]) => [name, people.identities]),
      [
        ['people-100', 100],
        ['people-300', 300],
        ['people-1000', 1000],
        ['people-2000', 2000],
      ],
    );
  });

  it('says which share of the errors a recipe saves, and leaves out what is not recorded', () => {
    const saved = errorsSaved(records, 'map').map(({ people, saved: values }) => [
      people,
      ...values.map((one) => Number(one.toFixed(6))),
    ]);
    assert.deepEqual(saved, [
      [100, -0.166667], // 0.35 for 0.3: more errors
      [300, 0.2, 0.2], // 0.08 for 0.1, 0.16 for 0.2
    ]);
  });

  it('averages the triplets that are left', () => {
    assert.deepEqual(tripletsToLearnFrom(records), [
      { people: 100, trainedOn: 0, unseen: 0.5 },
      { people: 300, trainedOn: 0.02, unseen: 0.5 },
    ]);
  });

  it('runs, is the same for the same seed, and leaves no tensor behind', async function () {
    this.timeout(120_000); // six trainings are traced
    const settings = { ...tinyRun, further: { ...fineTuneSettings.further, steps: 2 } };
    const progress: number[] = [];
    const once = (): Promise<FineTuned> =>
      vggFacePeople.run(settings, { seed: 1, onProgress: (done, all) => progress.push(done / all) });
    const first = await once();
    assert.ok(
      progress.every((share, i) => i === 0 || share >= progress[i - 1]) && progress.at(-1) === 1,
      `${progress}`,
    );
    const before = tf.memory().numTensors;
    assert.deepEqual(await once(), first);
    assert.equal(tf.memory().numTensors, before);
    // Each recipe is something else than the classifier that it starts from.
    const of = recipes.map((recipe) => first[recipe].accuracy + first[recipe].equalErrorRate);
    assert.ok(new Set(of).size > 1, `${of}`);
  });
});
