import assert from 'node:assert/strict';
import fc from 'fast-check';
import { difference } from '../../src/grading/compare';
import { formatNumber, formatValue } from '../../src/grading/format';
import { scalar, tensor, type Value } from '../../src/grading/values';
import { decode, encode, NoData } from '../../src/grading/wire';

const says = (expected: Value, came: Value, tolerance = 1e-6): string | undefined =>
  difference(expected, came, { tolerance });

describe('comparing values', () => {
  it('says where and what, rounded, with as many digits as it takes to see the difference', () => {
    assert.equal(says(1800, 900), 'expected 1800, came 900');
    assert.equal(says([1, [2, 3]], [1, [2, 4]]), 'at [1][1]: expected 3, came 4');
    assert.equal(says(1 / 3, 0.25), 'expected 0.3333, came 0.25');
    assert.equal(says(0.5, 0.50001), 'expected 0.5, came 0.50001');
    assert.equal(says({ mean: 0.5 }, { mean: 1 }), 'at mean: expected 0.5, came 1');
    assert.equal(says([1, 2], [1]), 'expected 2 items [1, 2], came 1 item [1]');
    assert.equal(says(tensor([[1, 2]]), tensor([[1, 3]])), 'at [0, 1]: expected 2, came 3');
    assert.equal(says(tensor([1, 2]), tensor([[1, 2]])), 'expected a tensor of shape [2], came one of shape [1, 2]');
    assert.equal(says(scalar(2), 2), 'expected tensor scalar 2, came 2, which is no tensor');
    assert.equal(says(true, 1), 'expected true, came 1');
    assert.equal(says(1, '1'), 'expected 1, came "1"');
    assert.equal(says([], {}), 'expected [], came {  }');
  });

  it('allows rounding, relative to large numbers', () => {
    assert.equal(says(0.3, 0.1 + 0.2), undefined);
    assert.equal(says(1e9, 1e9 + 1), undefined);
    assert.equal(says(1, 1.00001), 'expected 1, came 1.00001');
    assert.equal(says([1, 2], new Float32Array([1, 2])), undefined);
  });

  it('finds nothing near to an infinite number or to NaN but themselves', () => {
    assert.equal(says(Infinity, Infinity), undefined);
    assert.equal(says(Infinity, 0.4), 'expected Infinity, came 0.4');
    assert.equal(says(0.4, Infinity), 'expected 0.4, came Infinity');
    assert.equal(says(0, NaN), 'expected 0, came NaN');
    assert.equal(says(NaN, NaN), undefined);
  });

  it('compares lists in any order when asked to, but counts how often', () => {
    const any = (expected: Value, came: Value): string | undefined =>
      difference(expected, came, { tolerance: 0, anyOrder: true });
    assert.equal(any([[0, 1, 2], [1, 0, 3]], [[1, 0, 3], [0, 1, 2]]), undefined); // prettier-ignore
    assert.notEqual(any([[0, 1], [0, 1], [2, 3]], [[0, 1], [2, 3], [2, 3]]), undefined); // prettier-ignore
  });

  it('rounds numbers as people read them', () => {
    assert.deepEqual([0.1 + 0.2, 1800, -0, 1 / 3, 12345.678, 1e-9].map((value) => formatNumber(value)), ['0.3', '1800', '0', '0.3333', '12350', '1e-9']); // prettier-ignore
    assert.match(formatValue(Array.from({ length: 30 }, (_, i) => i)), /^\[0, 1, .*11, … 30 in all\]$/);
  });
});

describe('values on the wire', () => {
  const data = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.double(),
      fc.string(),
      fc.boolean(),
      fc.constantFrom(null, undefined, -0, NaN, Infinity),
      fc.float32Array({ maxLength: 4 }),
      fc.int32Array({ maxLength: 4 }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;

  it('come back as they went, through JSON', () => {
    const same = (value: unknown): void => assert.deepEqual(decode(JSON.parse(JSON.stringify(encode(value)))), value);
    fc.assert(fc.property(data, same), { seed: 3, numRuns: 300 });
    same({ tensor: 'float32', shape: [1, 2], values: [NaN, -Infinity] });
    same(JSON.parse('{"__proto__": 5, "constructor": 1}'));
  });

  it('reads a property once and keeps what it got', () => {
    let reads = 0;
    const wire = encode({ get value() { return reads++; } }); // prettier-ignore
    assert.deepEqual(decode(wire), { value: 0 });
    assert.equal(reads, 1);
  });

  it('refuses what is no data', () => {
    const endless: unknown[] = [];
    endless.push(endless);
    for (const value of [
      () => 1,
      Symbol('x'),
      1n,
      new Map(),
      endless,
      new Array(1e6).fill(0),
      { ['k'.repeat(201)]: 1 },
      { deep: [() => 1] },
    ]) {
      assert.throws(() => encode(value), NoData);
    }
  });

  it('refuses an answer that is not exactly the format', () => {
    for (const wire of [
      { n: '5' },
      { q: 1 },
      { t: ['float64', [1], [1]] },
      { o: [[1, 2]] },
      { f: 'xx' },
      { u: 1, n: 'NaN' },
      { t: 5 },
      { t: ['float32', [1e9, 1], []] },
      { t: ['float32', [-1, -1], [1]] },
      { t: ['float32', Array(9).fill(1), [1]] },
      { o: [['k'.repeat(201), 1]] },
      'x'.repeat(20_001),
      Array(200_001).fill(0),
      JSON.parse('['.repeat(14) + ']'.repeat(14)),
    ]) {
      assert.throws(() => decode(wire), NoData, JSON.stringify(wire).slice(0, 100));
    }
    assert.throws(() => decode({}));
  });
});
