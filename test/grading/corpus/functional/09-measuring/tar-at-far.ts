export const tarAtFar = (similarities: number[], same: boolean[], far: number): number => {
  const of = (kind: boolean): number[] => similarities.filter((_, i) => same[i] === kind);
  const [genuine, impostors] = [of(true), of(false).sort((a, b) => b - a)];
  // A true pair gets in when few enough impostors are at least as similar.
  const accepted = genuine.filter((g) => impostors.filter((s) => s >= g).length <= far * impostors.length);
  return accepted.length / genuine.length;
};
