export function tarAtFar(similarities: number[], same: boolean[], far: number): number {
  let genuine = 0;
  let impostors = 0;
  for (const s of same) s ? genuine++ : impostors++; // eslint-disable-line @typescript-eslint/no-unused-expressions
  // try all thresholds, the best rate that is allowed is the answer
  let tar = 0;
  for (const t of similarities) {
    let trueAccepts = 0;
    let falseAccepts = 0;
    for (let i = 0; i < same.length; i++) {
      if (similarities[i] < t) continue;
      if (same[i]) trueAccepts++;
      else falseAccepts++;
    }
    if (falseAccepts / impostors <= far && trueAccepts / genuine > tar) tar = trueAccepts / genuine;
  }
  return tar;
}
