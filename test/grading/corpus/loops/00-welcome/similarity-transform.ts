export function similarityTransform(from: [number, number][], to: [number, number][]): number[][] {
  // The sums directly, without moving the points first: sum (x - mx)(u - mu) = sum xu - n mx mu.
  const n = from.length;
  let sx = 0, sy = 0, su = 0, sv = 0; // prettier-ignore
  let xu = 0, yv = 0, xv = 0, yu = 0, rr = 0; // prettier-ignore
  for (let i = 0; i < n; i++) {
    const [x, y] = from[i];
    const [u, v] = to[i];
    sx += x;
    sy += y;
    su += u;
    sv += v; // prettier-ignore
    xu += x * u;
    yv += y * v;
    xv += x * v;
    yu += y * u; // prettier-ignore
    rr += x * x + y * y;
  }
  const down = n * rr - sx * sx - sy * sy;
  const a = (n * (xu + yv) - sx * su - sy * sv) / down;
  const b = (n * (xv - yu) - sx * sv + sy * su) / down;
  const tx = (su - a * sx + b * sy) / n;
  const ty = (sv - b * sx - a * sy) / n;
  return [[a, -b, tx], [b, a, ty]]; // prettier-ignore
}
