import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { recipes, type FineTuned, type Told } from '../../src/experiments/runs/fine-tune';
import {
  errorsSaved,
  fineTuneSettings,
  meansOfRecipe,
  meansOfTriplets,
  vggFacePeople,
} from '../../src/experiments/vggface-people';

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

  it('pairs the errors that a recipe saves, and leaves out what is not recorded', () => {
    const [hundred, threeHundred, ...others] = errorsSaved(records, 'map');
    assert.deepEqual(others, []);
    assert.equal(hundred.people, 100);
    assert.ok(Math.abs(hundred.mean - -0.05) < 1e-12);
    assert.ok(Number.isNaN(hundred.half)); // one run says nothing of other seeds
    assert.equal(threeHundred.people, 300);
    assert.ok(Math.abs(threeHundred.mean - 0.03) < 1e-12); // of 0.02 and 0.04
    assert.ok(Math.abs(threeHundred.half - (12.706 * Math.SQRT2 * 0.01) / Math.SQRT2) < 1e-9);
  });

  it('averages a measure and the triplets that are left', () => {
    assert.deepEqual(
      meansOfRecipe(records, 'classifier', 'accuracy').map(({ people, mean }) => [people, Number(mean.toFixed(6))]),
      [
        [100, 0.7],
        [300, 0.85],
      ],
    );
    assert.deepEqual(meansOfTriplets(records, 'trainedOn'), [
      { people: 100, mean: 0 },
      { people: 300, mean: 0.02 },
    ]);
  });

  it('runs, is the same for the same seed, and leaves no tensor behind', async function () {
    this.timeout(120_000); // six trainings are traced
    const settings = {
      ...fineTuneSettings,
      people: { identities: 8, picturesEach: 4, size: 16, seed: 1 },
      unseen: { ...fineTuneSettings.unseen, identities: 20, picturesEach: 2, size: 16 },
      network: { size: 16, dim: 8, widths: [4, 8] },
      batch: { identities: 4, pictures: 2 },
      steps: 4,
      further: { ...fineTuneSettings.further, steps: 2 },
    };
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
