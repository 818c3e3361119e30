import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  classesOf,
  fromAddress,
  losses,
  marginsOf,
  needsRestart,
  startKnobs,
  toAddress,
  tooLarge,
  withLoss,
  type LossName,
} from '../../playground/knobs';
import { tours } from '../../playground/tours';

describe('the knobs of the playground', () => {
  it('come back from the address that they were written into', () => {
    const names = Object.keys(losses) as LossName[];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.record({
          scale: fc.integer({ min: 1, max: 64 }),
          rate: fc.constantFrom(0.001, 0.02, 0.1),
          batch: fc.constantFrom(8, 32, 64),
          noise: fc.constantFrom(0, 0.2, 0.5),
          people: fc.integer({ min: 2, max: 7 }),
          lookAlike: fc.boolean(),
          seed: fc.integer({ min: 0, max: 999_999 }),
        }),
        fc.boolean(),
        (loss, turned, lowest) => {
          const margins = Object.entries(marginsOf(loss)).map(([name, { low, value }]) => [name, lowest ? low : value]);
          const knobs = { ...withLoss(startKnobs, loss), ...Object.fromEntries(margins), ...turned };
          assert.deepEqual(fromAddress(`#${toAddress(knobs)}`), knobs);
        },
      ),
    );
  });

  it('stay where they were for what an address has wrong', () => {
    assert.deepEqual(fromAddress('#loss=unheard&m=9&scale=-1&seed=1.5&people=&noise=x&other=3'), startKnobs);
    assert.equal(fromAddress('loss=sphereface&m=2.5').m, 3);
    assert.equal(fromAddress('loss=constructor').loss, 'arcface');
  });

  it('say which changes need a new run', () => {
    assert.equal(needsRestart(startKnobs, { ...startKnobs, m: 0.2, scale: 4, rate: 0.1, batch: 8 }), false);
    assert.equal(needsRestart(startKnobs, { ...startKnobs, seed: 2 }), true);
    assert.equal(needsRestart(startKnobs, { ...startKnobs, lookAlike: false }), true);
  });

  it('mark a margin that a circle has no room for', () => {
    assert.equal(classesOf(startKnobs), 8);
    assert.equal(tooLarge({ ...startKnobs, m: 0.78 }), undefined);
    assert.equal(tooLarge({ ...startKnobs, m: 0.8 }), 'Too large for 8 people on a circle: at most 0.79');
    assert.equal(tooLarge(fromAddress('loss=cosface&m=0.3')), 'Too large for 8 people on a circle: at most 0.29');
    assert.equal(tooLarge(fromAddress('loss=softmax')), undefined);
  });
});

describe('the tours of the playground', () => {
  it('are six, each with knobs that are in range and three sentences', () => {
    assert.equal(tours.length, 6);
    for (const { title, address, text } of tours) {
      assert.equal(toAddress(fromAddress(address)), address, title);
      assert.equal(text.split(/[.:](?= [A-Z])/).length, 3, `${title}: ${text}`);
    }
  });
});
