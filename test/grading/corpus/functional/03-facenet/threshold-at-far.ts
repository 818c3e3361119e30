export const thresholdAtFar = (impostors: number[], far: number): number =>
  Math.min(...impostors.filter((t) => impostors.filter((s) => s >= t).length <= far * impostors.length));
