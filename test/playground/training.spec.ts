import assert from 'node:assert/strict';
import { fromAddress } from '../../playground/knobs';
import { readPictures } from '../../playground/pictures';
import { picturesOf, startRun, type Descriptors, type Snapshot } from '../../playground/training';
import { selectEngine } from '../../src/engine/select';

describe('a run of the playground', function () {
  this.timeout(120_000);
  let descriptors: Descriptors;

  before(async () => {
    await selectEngine('cpu');
    ({ descriptors } = await readPictures());
  });

  /** The state after so many steps. */
  async function trained(address: string, steps: number): Promise<Snapshot> {
    let done = 0;
    let reached = (): void => {};
    const wanted = new Promise<void>((resolve) => (reached = resolve));
    const run = await startRun(descriptors, fromAddress(address), {
      mayStep: async () => {},
      onStep: async () => {
        if (++done !== steps) return;
        run.stop();
        reached();
      },
    });
    await Promise.race([wanted, run.ended]);
    const snapshot = await run.snapshot();
    await run.ended;
    return snapshot;
  }

  it('draws people closer together with a margin than without', async () => {
    const [softmax, arcFace] = [await trained('loss=softmax', 250), await trained('loss=arcface', 250)];
    assert.ok(arcFace.intraClass < 0.8 * softmax.intraClass, `${arcFace.intraClass} and ${softmax.intraClass}`);
  });

  it('collapses with the hardest triplets, and says so', async () => {
    const { warning } = await trained('loss=hardest&rate=0.1', 80);
    assert.match(warning ?? '', /^The embeddings have collapsed/);
  });

  it('trains with sub-centers, groups, repaired labels and centers', async () => {
    for (const loss of ['subcenter', 'groupface', 'boundaryface', 'center', 'sphereface', 'combined', 'contrastive']) {
      const { loss: value, step } = await trained(`loss=${loss}`, 3);
      assert.ok(Number.isFinite(value) && step === 3, loss);
    }
  });

  it('flips as many labels as asked for, and takes the look-alike in as the last person', () => {
    const knobs = fromAddress('noise=0.25&people=3');
    const { labels, truth, rows } = picturesOf(descriptors, knobs);
    assert.equal(rows.rows, 4 * 24);
    assert.equal(labels.filter((label, row) => label !== truth[row]).length, 24);
    assert.deepEqual([...rows.values.slice(-24)], [...descriptors.values.values.slice(-24)]);
  });
});
