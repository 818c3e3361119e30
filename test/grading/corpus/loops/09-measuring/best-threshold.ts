export function bestThreshold(similarities: number[], same: boolean[]): number {
  // Sweep from low to high and keep count: raising the threshold past a pair flips whether that pair is right.
  const order = similarities.map((_, i) => i);
  order.sort((a, b) => similarities[a] - similarities[b]);
  let right = 0;
  for (const s of same) if (s) right++;
  let best = similarities[order[0]] - 1;
  let most = right;
  for (let at = 0; at < order.length; at++) {
    right += same[order[at]] ? -1 : 1;
    const here = similarities[order[at]];
    const last = at === order.length - 1;
    const next = last ? here : similarities[order[at + 1]];
    if (!last && next === here) continue;
    if (right > most) {
      most = right;
      best = last ? here + 1 : (here + next) / 2;
    }
  }
  return best;
}
