import type { Identity } from './identity';
import type { Variation } from './variation';

/** A person as one picture shows them. */
interface Shown {
  identity: Identity;
  variation: Variation;
}

/** Length of the hair as this picture shows it, 0 … 1: tied hair counts as short. */
export function hairLengthShown({ identity, variation }: Shown): number {
  if (identity.bald > 0.4) return Math.min(0.1, identity.hairLength);
  return variation.hairTied > 0 ? Math.min(0.22, identity.hairLength) : identity.hairLength;
}

/** Whether the person wears glasses in this picture. Sunglasses replace them. */
export function wearsGlasses({ identity, variation }: Shown): boolean {
  return variation.sunglasses === 0 && variation.glassesDraw < identity.glasses;
}
