import assert from 'node:assert/strict';
import { type PublishedTable, publishedRows, publishedTable } from '../../src/data/published';

describe('published figures', () => {
  it('hold the twelve methods of the slides, in their order', () => {
    const table = publishedTable('twelve-methods');
    assert.deepEqual(
      table.map(({ method, images, results: { LFW, YTF } }) => [method, images, LFW, YTF]),
      [
        ['DeepID', 0.2, 99.47, 93.2],
        ['DeepFace', 4.4, 97.35, 91.4],
        ['VGG Face', 2.6, 98.95, 97.3],
        ['FaceNet', 200, 99.63, 95.1],
        ['Baidu', 1.3, 99.13, undefined],
        ['Center Loss', 0.7, 99.28, 94.9],
        ['Range Loss', 5, 99.52, 93.7],
        ['Marginal Loss', 3.8, 99.48, 95.98],
        ['SphereFace', 0.5, 99.42, 95],
        ['SphereFace+', 0.5, 99.47, undefined],
        ['CosFace', 5, 99.73, 97.6],
        ['ArcFace', 5.8, 99.83, 98.02],
      ],
    );
  });

  it('name a source and a certainty, and are percentages', () => {
    for (const name of ['twelve-methods', 'same-training', 'training-sets'] as PublishedTable[]) {
      for (const row of publishedTable(name)) {
        assert.ok(row.source.length > 0, row.method);
        assert.ok(['paper', 'authors', 'second-hand'].includes(row.certainty), row.method);
        for (const value of Object.values(row.results)) assert.ok(value > 90 && value < 100, `${row.method}: ${value}`);
      }
    }
  });

  it('leave out what no source confirms', () => {
    const groupFace = publishedTable('same-training').find(({ method }) => method === 'GroupFace')!;
    assert.equal(groupFace.results['IJB-C'], undefined);
  });

  it('become rows with null where nothing was reported', () => {
    const baidu = publishedRows('twelve-methods', ['LFW', 'YTF'])[4];
    assert.deepEqual(baidu, {
      method: 'Baidu',
      training: null,
      'images (millions)': 1.3,
      LFW: 99.13,
      YTF: null,
      source: 'ArcFace (Deng et al., CVPR 2019), table 4',
      certainty: 'paper',
    });
  });

  it('cannot be changed by a reader', () => {
    publishedTable('twelve-methods')[0].results.LFW = 1;
    assert.equal(publishedTable('twelve-methods')[0].results.LFW, 99.47);
  });

  it('tell which tables there are', () => {
    assert.throws(() => publishedTable('megaface' as PublishedTable), {
      message: 'There is no published table "megaface": choose twelve-methods, same-training, training-sets.',
    });
  });
});
