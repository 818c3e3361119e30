/** The nearest gallery pictures of each probe. */
export interface Neighbours {
  topK: number;
  /** [probes, topK] gallery rows, nearest first; equal similarity: the lower row first. */
  indices: Int32Array;
  /** [probes, topK] cosines, descending. */
  similarities: Float64Array;
}

/** Neighbours before anybody was compared: rows −1, less similar than any row. */
export function nobody(probes: number, topK: number): Neighbours {
  return {
    topK,
    indices: new Int32Array(probes * topK).fill(-1),
    similarities: new Float64Array(probes * topK).fill(-Infinity),
  };
}

/** Keeps the topK of a probe in order: larger similarity first, then lower row. */
export function enter(
  { topK, indices, similarities }: Neighbours,
  probe: number,
  row: number,
  similarity: number,
): void {
  const first = probe * topK;
  let slot = first + topK;
  while (
    slot > first &&
    (similarity > similarities[slot - 1] || (similarity === similarities[slot - 1] && row < indices[slot - 1]))
  ) {
    slot--;
  }
  if (slot === first + topK) return;
  indices.copyWithin(slot + 1, slot, first + topK - 1);
  similarities.copyWithin(slot + 1, slot, first + topK - 1);
  indices[slot] = row;
  similarities[slot] = similarity;
}

/** The similarity that a further row needs at least, to change the topK of the probe. */
export function lastOf({ topK, similarities }: Neighbours, probe: number): number {
  return similarities[(probe + 1) * topK - 1];
}
