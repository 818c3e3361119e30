// Normalise first, then the dot product is the cosine.
function normalise(v: number[]): Float64Array {
  const out = new Float64Array(v.length);
  let length = 0;
  for (const x of v) length += x * x;
  length = Math.sqrt(length);
  if (length === 0) return out;
  for (let i = 0; i < v.length; i++) out[i] = v[i] / length;
  return out;
}

export function cosineSimilarity(a: number[], b: number[]): number {
  const u = normalise(a);
  const w = normalise(b);
  let dot = 0;
  for (let i = 0; i < u.length; i++) dot += u[i] * w[i];
  return dot;
}
