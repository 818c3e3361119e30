import assert from 'node:assert/strict';
import * as util from 'node:util';
import { installNodeShim } from '../../src/engine/node-shim';

describe('installNodeShim', () => {
  it('brings back what tfjs-node calls, on every Node', () => {
    installNodeShim();
    const { isNullOrUndefined, isArray } = util as unknown as Record<string, (value: unknown) => boolean>;
    assert.deepEqual([null, undefined, 0, ''].map(isNullOrUndefined), [true, true, false, false]);
    assert.deepEqual([[], {}, 'ab'].map(isArray), [true, false, false]);
  });
});
