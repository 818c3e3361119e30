import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import { seeded } from '../../base/random';
import { breathe, type Watched } from '../../base/watched';
import { checkCount, checkLabels, checkRates } from '../../similarity/checks';
import { cosine, directions } from '../../similarity/cosine';

/** A true-accept rate at each false-accept rate, with the range that other people would have given. */
export interface RocOverPeople {
  /** [rates], on the people that there are. */
  tar: Float64Array;
  /** [rates], the 2.5 % and the 97.5 % quantile over the draws. */
  lower: Float64Array;
  upper: Float64Array;
}

/** The largest number of pictures whose pairs are held: 8 million pairs. */
const mostPictures = 4_000;

/**
 * TAR at false-accept rates with a bootstrap over *people*: draw as many people as there are, with repetition, and measure again,
 * many times. A pair of people drawn a and b times counts a · b times, a pair of pictures of one person a times:
 *
 *     FAR_t = Σ a b [s >= t] / Σ a b over pairs of two people,   TAR_t = Σ a [s >= t] / Σ a over pairs of one person
 *
 * n pictures make n (n − 1) / 2 pairs, but far fewer independent observations: a person who resembles another spoils all
 * pairs of the two at once. `wilsonInterval` takes pairs for independent and comes out too narrow; this does not.
 * Holds all pairs: for a few thousand pictures. O(pairs · (log pairs + draws)).
 *
 * @param embeddings [n, dim], of any length; compared by cosine
 * @param labels [n]
 * @param options fars: targets in (0, 1]; draws (200); seed; onProgress and signal
 * @throws InputError for embeddings that are empty or not finite, more than 4,000 pictures, fewer than two people, nobody with
 *   two pictures, rates out of range
 *
 * B. Efron, R. Tibshirani: An Introduction to the Bootstrap, 1993. R. M. Bolle, N. K. Ratha, S. Pankanti: Error analysis of pattern
 * recognition systems: the subsets bootstrap. Computer Vision and Image Understanding 93, 2004.
 */
export async function rocOverPeople(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  { fars, draws = 200, seed, onProgress, signal }: { fars: ArrayLike<number>; draws?: number; seed: number } & Watched,
): Promise<RocOverPeople> {
  checkRates(fars, 'FAR');
  const rows = directions(embeddings, 'embeddings');
  checkLabels(labels, embeddings.rows, 'labels');
  checkCount(draws, 2, 1_000_000, 'draws', '200 is usual.');
  expect(
    embeddings.rows <= mostPictures,
    `${embeddings.rows} pictures have more pairs than are held in memory: pass at most ${mostPictures} pictures.`,
  );
  const { first, second, people } = sortedPairs(rows, labels);
  const everyone = new Float64Array(people).fill(1);
  const tar = ratesAt(first, second, everyone, fars);
  const drawn: Float64Array[] = [];
  for (let draw = 0; draw < draws; draw++) {
    signal?.throwIfAborted();
    const random = seeded(seed, 'people', draw);
    const weights = new Float64Array(people);
    for (let turn = 0; turn < people; turn++) weights[random.integer(people)]++;
    drawn.push(ratesAt(first, second, weights, fars));
    onProgress?.(draw + 1, draws);
    if (draw % 8 === 7) await breathe();
  }
  const quantiles = (share: number): Float64Array =>
    Float64Array.from(fars, (_, rate) => {
      const sorted = drawn
        .map((rates) => rates[rate])
        .filter((value) => Number.isFinite(value))
        .sort((a, b) => a - b);
      return sorted[Math.round(share * (sorted.length - 1))];
    });
  return { tar, lower: quantiles(0.025), upper: quantiles(0.975) };
}

/** The two people (0, 1, …) of every pair of pictures, most similar pair first. */
function sortedPairs(
  rows: ReturnType<typeof directions>,
  labels: ArrayLike<number>,
): { first: Int32Array; second: Int32Array; people: number } {
  const numbers = new Map([...new Set(Array.from(labels))].map((label, number) => [label, number]));
  const n = labels.length;
  const similarities = new Float64Array((n * (n - 1)) / 2);
  const [first, second] = [new Int32Array(similarities.length), new Int32Array(similarities.length)];
  let genuine = 0;
  for (let i = 0, pair = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++, pair++) {
      similarities[pair] = cosine(rows, i, rows, j);
      first[pair] = numbers.get(labels[i])!;
      second[pair] = numbers.get(labels[j])!;
      if (first[pair] === second[pair]) genuine++;
    }
  }
  expect(numbers.size >= 2, 'All pictures are of one person: without a second one there is no false-accept rate.');
  expect(genuine > 0, 'No person has two pictures: without a pair of one person there is no true-accept rate.');
  const order = Float64Array.from(similarities.keys()).sort((a, b) => similarities[b] - similarities[a]);
  const sorted = (people: Int32Array): Int32Array => Int32Array.from(order, (pair) => people[pair]);
  return { first: sorted(first), second: sorted(second), people: numbers.size };
}

/** TAR at each rate when person p counts weights[p] times; NaN where a draw holds nobody with two pictures. */
function ratesAt(first: Int32Array, second: Int32Array, weights: Float64Array, fars: ArrayLike<number>): Float64Array {
  let [genuine, impostors] = [0, 0];
  for (let pair = 0; pair < first.length; pair++) {
    const weight = weights[first[pair]];
    if (first[pair] === second[pair]) genuine += weight;
    else impostors += weight * weights[second[pair]];
  }
  // From the most similar pair down: the first pair that would exceed a rate ends it.
  const order = Array.from(fars, (_, rate) => rate).sort((a, b) => fars[a] - fars[b]);
  const tar = new Float64Array(fars.length).fill(genuine > 0 ? 1 : NaN);
  let [accepted, falselyAccepted, next] = [0, 0, 0];
  for (let pair = 0; pair < first.length && next < order.length; pair++) {
    const weight = weights[first[pair]];
    if (first[pair] === second[pair]) {
      accepted += weight;
      continue;
    }
    falselyAccepted += weight * weights[second[pair]];
    while (next < order.length && falselyAccepted > fars[order[next]] * impostors) {
      tar[order[next++]] = accepted / genuine;
    }
  }
  return tar;
}
