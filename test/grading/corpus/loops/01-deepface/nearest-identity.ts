export function nearestIdentity(gallery: number[][], labels: number[], probe: number[], k: number): number {
  // The length of the probe is the same for all, so I leave it out.
  const score = new Float64Array(gallery.length);
  for (let i = 0; i < gallery.length; i++) {
    let dot = 0;
    let square = 0;
    for (let d = 0; d < probe.length; d++) {
      dot += gallery[i][d] * probe[d];
      square += gallery[i][d] * gallery[i][d];
    }
    score[i] = dot / Math.sqrt(square);
  }
  const used = new Array<boolean>(gallery.length).fill(false);
  const who: number[] = [];
  const votes: number[] = [];
  for (let round = 0; round < k; round++) {
    let best = -1;
    for (let i = 0; i < gallery.length; i++) {
      if (!used[i] && (best < 0 || score[i] > score[best])) best = i;
    }
    used[best] = true;
    const place = who.indexOf(labels[best]);
    if (place < 0) {
      who.push(labels[best]);
      votes.push(1);
    } else votes[place]++;
  }
  // indexOf finds the first, and the first came in with the nearest picture
  return who[votes.indexOf(Math.max(...votes))];
}
