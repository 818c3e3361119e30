/** Counts from both sides: below t everything must be of two people, from t on everything of one. */
export function bestThreshold(similarities: number[], same: boolean[]): number {
  const pairs = similarities.map((s, i) => ({ s, same: same[i] })).sort((a, b) => a.s - b.s);
  const values = pairs.map(({ s }) => s);
  const differentBelow = [0];
  for (const pair of pairs) differentBelow.push(differentBelow[differentBelow.length - 1] + (pair.same ? 0 : 1));
  const sameFrom = [0];
  for (const pair of [...pairs].reverse()) sameFrom.unshift(sameFrom[0] + (pair.same ? 1 : 0));
  let [best, most] = [NaN, -1];
  // A cut before pair i. Ties cannot be cut.
  for (let i = 0; i <= pairs.length; i++) {
    if (i > 0 && values[i] === values[i - 1]) continue;
    const right = differentBelow[i] + sameFrom[i];
    if (right <= most) continue;
    most = right;
    best = i === 0 ? values[0] - 1 : i === pairs.length ? values[i - 1] + 1 : 0.5 * values[i - 1] + 0.5 * values[i];
  }
  return best;
}
