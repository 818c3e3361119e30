type Point = [number, number];

const mean = (values: number[]): number => values.reduce((s, v) => s + v) / values.length;
const centre = (points: Point[]): Point => [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
const sum = (values: number[]): number => values.reduce((s, v) => s + v, 0);

// As complex numbers: w = z · c + t with c = sum(conj(z) w) / sum(|z|²)
export const similarityTransform = (from: Point[], to: Point[]): number[][] => {
  const [p, q] = [centre(from), centre(to)];
  const z = from.map(([x, y]): Point => [x - p[0], y - p[1]]);
  const w = to.map(([u, v]): Point => [u - q[0], v - q[1]]);
  const squares = sum(z.map(([x, y]) => x ** 2 + y ** 2));
  const re = sum(z.map(([x, y], i) => x * w[i][0] + y * w[i][1])) / squares;
  const im = sum(z.map(([x, y], i) => x * w[i][1] - y * w[i][0])) / squares;
  return [
    [re, -im, q[0] - (re * p[0] - im * p[1])],
    [im, re, q[1] - (im * p[0] + re * p[1])],
  ];
};
