const tar = (genuine: number[], impostors: number[], far: number): number =>
  genuine.filter((g) => impostors.filter((s) => s >= g).length / impostors.length <= far).length / genuine.length;

export const searchReward = (genuine: number[], impostors: number[], fars: number[], weights: number[]): number =>
  fars.map((far, r) => weights[r] * tar(genuine, impostors, far)).reduce((a, b) => a + b, 0);
