interface Ballot {
  votes: number;
  best: number;
}

/** The angle instead of the cosine, and a poll that remembers each identity's best place. */
export function nearestIdentity(gallery: number[][], labels: number[], probe: number[], k: number): number {
  const angle = (v: number[]): number => {
    let [dot, vv, pp] = [0, 0, 0];
    v.forEach((x, d) => {
      dot += x * probe[d];
      vv += x * x;
      pp += probe[d] * probe[d];
    });
    return Math.acos(Math.max(-1, Math.min(1, dot / Math.sqrt(vv) / Math.sqrt(pp))));
  };
  const order = gallery.map((v, i) => [angle(v), i]).sort(([a, i], [b, j]) => (a === b ? i - j : a - b));
  const poll = new Map<number, Ballot>();
  order.slice(0, k).forEach(([, index], place) => {
    const ballot = poll.get(labels[index]) ?? { votes: 0, best: place };
    ballot.votes += 1;
    poll.set(labels[index], ballot);
  });
  const ranked = [...poll].sort(([, a], [, b]) => b.votes - a.votes || a.best - b.best);
  return ranked[0][0];
}
