import assert from 'node:assert/strict';
import { besidePapers } from '../../src/experiments/beside-papers';
import { comparedLosses } from '../../src/experiments/compared-losses';

const measured = (loss: string, mean: number) => ({ loss, name: `our ${loss}`, accuracy: { mean, half: 0.01 } });

describe('our numbers beside those of the papers', () => {
  it('stand in the rows of losses that both have, in percent', () => {
    const rows = besidePapers([measured('arcface', 0.5), measured('curricularface', 0.9), measured('triplet', 0.25)]);
    assert.deepEqual(rows, [
      {
        loss: 'our arcface',
        'in the paper': 'ArcFace',
        'images (millions)': 5.8,
        LFW: 99.83,
        YTF: 98.02,
        'ours, ten folds': 50,
      },
      {
        loss: 'our triplet',
        'in the paper': 'FaceNet',
        'images (millions)': 200,
        LFW: 99.63,
        YTF: 95.1,
        'ours, ten folds': 25,
      },
    ]);
  });

  it('are of methods that are in the published table, each of them', () => {
    const rows = besidePapers(Object.keys(comparedLosses).map((loss) => measured(loss, 0)));
    assert.deepEqual(
      rows.map((row) => row['in the paper']),
      ['DeepFace', 'DeepID', 'FaceNet', 'Center Loss', 'SphereFace', 'CosFace', 'ArcFace'],
    );
  });
});
