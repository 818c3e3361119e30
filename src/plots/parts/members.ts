import { expect } from '../../base/errors';

/** For each identity 0 … identities − 1, the positions of its pictures. Throws for a label without a name. */
export function membersOf(labels: ArrayLike<number>, identities: number): number[][] {
  const members = Array.from({ length: identities }, (): number[] => []);
  for (let index = 0; index < labels.length; index++) {
    expect(
      labels[index] >= 0 && labels[index] < identities,
      `Label ${labels[index]} at position ${index} has no name: there are ${identities} names.`,
    );
    members[labels[index]].push(index);
  }
  return members;
}
