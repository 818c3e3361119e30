export function similarityTransform(from: [number, number][], to: [number, number][]): number[][] {
  const [meanX, meanY] = meanOf(from);
  const [meanU, meanV] = meanOf(to);
  let alike = 0;
  let turned = 0;
  let size = 0;
  for (let i = 0; i < from.length; i++) {
    const [x, y] = [from[i][0] - meanX, from[i][1] - meanY];
    const [u, v] = [to[i][0] - meanU, to[i][1] - meanV];
    alike += x * u + y * v;
    turned += x * v - y * u;
    size += x * x + y * y;
  }
  const a = alike / size;
  const b = turned / size;
  return [
    [a, -b, meanU - a * meanX + b * meanY],
    [b, a, meanV - b * meanX - a * meanY],
  ];
}

function meanOf(points: [number, number][]): [number, number] {
  let [x, y] = [0, 0];
  for (const point of points) {
    x += point[0] / points.length;
    y += point[1] / points.length;
  }
  return [x, y];
}
