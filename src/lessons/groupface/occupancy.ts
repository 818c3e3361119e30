import { expect } from '../../base/errors';
import { Matrix, rowOf } from '../../base/matrix';

/** The group of each picture, argmax of its logits [count, K]; in a tie the first. */
export function groupsOf(logits: Matrix): Int32Array {
  return Int32Array.from({ length: logits.rows }, (_, index) => {
    const row = rowOf(logits, index);
    return row.indexOf(Math.max(...row));
  });
}

/** Share of the pictures in each group, [K], from logits [count, K]. */
export function occupancyOf(logits: Matrix): number[] {
  const shares = new Array<number>(logits.columns).fill(0);
  for (const group of groupsOf(logits)) shares[group] += 1 / logits.rows;
  return shares;
}

/** How evenly samples are spread over the groups: −Σ_k s_k log s_k / log K, 1 when all shares are equal, 0 when one group has everything. */
export function evennessOf(shares: ArrayLike<number>): number {
  expect(shares.length > 1, `There are ${shares.length} groups, but evenness compares at least two.`);
  const entropy = Array.from(shares).reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
  return entropy / Math.log(shares.length);
}

/** A group and the pictures in it, as rows: those whose logit is highest come first. */
export interface GroupMembers {
  group: number;
  rows: number[];
}

/** The `most` groups that have the most pictures, from logits [count, K]; of groups of one size the first. */
export function largestGroups(logits: Matrix, most: number): GroupMembers[] {
  const groups = groupsOf(logits);
  const members = Array.from({ length: logits.columns }, (_, group): GroupMembers => {
    const rows = Array.from(groups.keys()).filter((row) => groups[row] === group);
    return { group, rows: rows.sort((a, b) => rowOf(logits, b)[group] - rowOf(logits, a)[group]) };
  });
  return members.sort((a, b) => b.rows.length - a.rows.length).slice(0, most);
}
