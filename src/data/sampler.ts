import { expect } from '../base/errors';
import { seeded } from '../base/random';

/**
 * Which pictures form the batch of a step. A sampler is a pure function of the step: training can be resumed at any step
 * without storing where the sampler was.
 */
export type Sampler = (step: number) => Int32Array;

/**
 * Batches of P identities with K pictures each, as metric losses need them (Hermans et al., 2017). Every identity comes
 * up once before any comes up again; its K pictures are drawn without repetition where it has that many.
 * Identities with a single picture are left out when K > 1: they can form no pair.
 *
 * @param labels [count] identity of each picture
 */
export function identitySampler(
  labels: ArrayLike<number>,
  { identities, pictures, seed }: { identities: number; pictures: number; seed: number },
): Sampler {
  const picturesOf = new Map<number, number[]>();
  Array.from(labels).forEach((label, index) => {
    picturesOf.set(label, [...(picturesOf.get(label) ?? []), index]);
  });
  const usable = [...picturesOf].filter(([, list]) => pictures === 1 || list.length > 1).map(([label]) => label);
  expect(
    usable.length >= identities,
    `A batch needs ${identities} identities, but only ${usable.length} have ${pictures > 1 ? 'two pictures or more' : 'a picture'}: ask for fewer identities per batch or add pictures.`,
  );
  const stepsAnEpoch = Math.floor(usable.length / identities);
  const orderOf = remembered((epoch) => seeded(seed, 'identities', epoch).shuffle(usable));
  return (step) => {
    const position = (step % stepsAnEpoch) * identities;
    const chosen = orderOf(Math.floor(step / stepsAnEpoch)).slice(position, position + identities);
    return Int32Array.from(
      chosen.flatMap((label) => {
        const shuffled = seeded(seed, 'pictures', step, label).shuffle(picturesOf.get(label)!);
        return Array.from({ length: pictures }, (_, k) => shuffled[k % shuffled.length]);
      }),
    );
  };
}

/** Batches of any pictures: each picture once per epoch, in a new order every epoch; an incomplete last batch is left out. */
export function shuffledSampler(count: number, { batch, seed }: { batch: number; seed: number }): Sampler {
  expect(
    batch >= 1 && count >= batch,
    `A batch of ${batch} was asked for, but there are ${count} pictures: choose 1 to ${count}.`,
  );
  const stepsAnEpoch = Math.floor(count / batch);
  const all = Array.from({ length: count }, (_, index) => index);
  const orderOf = remembered((epoch) => seeded(seed, 'order', epoch).shuffle(all));
  return (step) => {
    const position = (step % stepsAnEpoch) * batch;
    return Int32Array.from(orderOf(Math.floor(step / stepsAnEpoch)).slice(position, position + batch));
  };
}

/** Keeps the last answer: consecutive steps ask for the order of the same epoch. */
function remembered<T>(compute: (key: number) => T): (key: number) => T {
  let last: { key: number; value: T } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: compute(key) };
    return last!.value;
  };
}
