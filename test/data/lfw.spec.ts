import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../src/base/errors';
import { lfwPath, parsePairs, readPairs } from '../../src/data/lfw';
import { withFolder } from './drawn-face';

const tenFold = [
  '2\t2',
  'Amy\t1\t2',
  'Ben\t1\t4',
  'Amy\t3\tBen\t1',
  'Cy_Lo\t1\tAmy\t1',
  'Dee\t1\t2',
  'Dee\t2\t3',
  'Dee\t1\tEve\t1',
  'Eve\t2\tDee\t3',
];

describe('data/lfw', () => {
  it('reads the format with folds: same pairs, then different ones, fold by fold', () => {
    const pairs = parsePairs(`${tenFold.join('\n')}\n`);
    assert.equal(pairs.length, 8);
    assert.deepEqual(pairs[1], {
      first: { name: 'Ben', number: 1 },
      second: { name: 'Ben', number: 4 },
      same: true,
      fold: 0,
    });
    assert.deepEqual(pairs[3], {
      first: { name: 'Cy_Lo', number: 1 },
      second: { name: 'Amy', number: 1 },
      same: false,
      fold: 0,
    });
    assert.deepEqual(
      pairs.map(({ same }) => same),
      [true, true, false, false, true, true, false, false],
    );
    assert.deepEqual(
      pairs.map(({ fold }) => fold),
      [0, 0, 0, 0, 1, 1, 1, 1],
    );
  });

  it('reads all 6,000 pairs of a list as long as LFW’s', () => {
    const lines = ['10 300'];
    for (let fold = 0; fold < 10; fold++) {
      for (let i = 0; i < 300; i++) lines.push(`P${fold} ${i + 1} ${i + 2}`);
      for (let i = 0; i < 300; i++) lines.push(`P${fold} ${i + 1} Q${fold} ${i + 1}`);
    }
    const pairs = parsePairs(lines.join('\r\n'));
    assert.equal(pairs.length, 6000);
    assert.equal(pairs.filter(({ same }) => same).length, 3000);
    assert.ok(
      pairs.every(
        ({ first, second, same, fold }) => first.name === `P${fold}` && same === (first.name === second.name),
      ),
    );
  });

  it('reads the development format: one number, one fold; spaces within names where tabs part the words', () => {
    const pairs = parsePairs('1\n\nAmy de Vries\t1\t2\n\nAmy de Vries\t1\tBen\t1\n', 'pairsDevTest.txt');
    assert.deepEqual(
      pairs.map(({ first, same, fold }) => [first.name, same, fold]),
      [
        ['Amy de Vries', true, 0],
        ['Amy de Vries', false, 0],
      ],
    );
  });

  it('names the file and the line that is not as it should be', () => {
    const withLine = (index: number, line: string): string =>
      tenFold.map((old, i) => (i === index ? line : old)).join('\n');
    const wrong: [string, RegExp][] = [
      ['', /^p\.txt is empty/],
      ['ten 300', /^p\.txt, line 1: expected the number of folds .* but found "ten 300"/],
      ['0 300', /line 1/],
      ['1 2 3', /line 1/],
      [
        withLine(2, 'Ben\t1'),
        /^p\.txt, line 3: expected a same pair, "NAME n1 n2", with numbers from 1, but found "Ben\t1"/,
      ],
      [withLine(2, 'Ben\t1\tAmy\t2'), /line 3: expected a same pair/],
      [withLine(3, 'Ben\t1\t2'), /line 4: expected a different pair, "NAME1 n1 NAME2 n2"/],
      [withLine(4, 'Ben\tone\tAmy\t2'), /line 5/],
      [withLine(4, 'Ben\t0\tAmy\t2'), /line 5/],
      [tenFold.slice(0, -1).join('\n'), /promises 2 × 2 same and as many different pairs, 8 lines, but 7 follow/],
      [[...tenFold, 'Amy\t1\t2'].join('\n'), /but 9 follow/],
    ];
    for (const [text, sentence] of wrong) {
      assert.throws(
        () => parsePairs(text, 'p.txt'),
        (error: Error) => {
          assert.ok(error instanceof InputError);
          assert.match(error.message, sentence);
          return true;
        },
      );
    }
  });

  it('finds pictures by name and number, whatever the ending and the letters are written like', async () => {
    await withFolder(async (folder) => {
      const there = [
        'Anna_Doe/Anna_Doe_0001.PNG',
        'Anna_Doe/Anna_Doe_0002.JPG',
        'Ame\u0301lie/Ame\u0301lie_0001.Jpeg',
        'Ame\u0301lie/Ame\u0301lie_2.jpg',
        'Ame\u0301lie/Ame\u0301lie_0002.txt',
      ];
      for (const file of there) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), '');
      }
      await writeFile(
        join(folder, 'pairs.txt'),
        '1 2\nAnna_Doe 1 2\nAm\u00e9lie 1 2\nAnna_Doe 1 Am\u00e9lie 1\nAnna_Doe 2 Am\u00e9lie 2\n',
      );
      const { pairs, problems } = await readPairs(join(folder, 'pairs.txt'), folder);
      assert.deepEqual(problems, []);
      const at = (index: number): string => join(folder, there[index]);
      assert.deepEqual(
        pairs.map(({ first, second }) => [first, second]),
        [
          [at(0), at(1)],
          [at(2), at(3)],
          [at(0), at(2)],
          [at(1), at(3)],
        ],
      );
    });
  });

  it('finds the pictures, and tells each missing one once by name', async () => {
    assert.equal(lfwPath('lfw', { name: 'Amy_Ruiz', number: 12 }), join('lfw', 'Amy_Ruiz', 'Amy_Ruiz_0012'));
    await withFolder(async (folder) => {
      const there = [
        'Amy/Amy_0001.jpg',
        'Amy/Amy_0002.jpg',
        'Amy/Amy_0003.png',
        'Ben/Ben_0001.jpg',
        'Dee/Dee_0001.jpg',
        'Dee/Dee_0003.jpg',
        'Eve/Eve_0002.jpg',
      ];
      for (const file of there) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), '');
      }
      const list = join(folder, 'pairs.txt');
      await writeFile(list, tenFold.join('\n'));
      const { pairs, problems } = await readPairs(list, folder);
      const at = (name: string, file: string): string => join(folder, name, file);
      assert.deepEqual(pairs, [
        { first: at('Amy', 'Amy_0001.jpg'), second: at('Amy', 'Amy_0002.jpg'), same: true, fold: 0 },
        { first: at('Amy', 'Amy_0003.png'), second: at('Ben', 'Ben_0001.jpg'), same: false, fold: 0 },
        { first: at('Eve', 'Eve_0002.jpg'), second: at('Dee', 'Dee_0003.jpg'), same: false, fold: 1 },
      ]);
      assert.deepEqual(problems.map(({ path }) => path), [
        at('Ben', 'Ben_0004.jpg'), at('Cy_Lo', 'Cy_Lo_0001.jpg'), at('Dee', 'Dee_0002.jpg'), at('Eve', 'Eve_0001.jpg'),
      ]); // prettier-ignore
      assert.match(
        problems[0].problem,
        /Ben_0004\.jpg is in .*pairs\.txt but not in the folder, so the pairs with it are left out\./,
      );
      await assert.rejects(readPairs(join(folder, 'none.txt'), folder), /none\.txt cannot be read/);
    });
  });
});
