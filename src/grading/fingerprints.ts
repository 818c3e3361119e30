import jsTokens from 'js-tokens';

const GRAM = 8;
const WINDOW = 4;
/** A text with more has over ten thousand tokens that repeat no others; an honest solution has some hundred. */
export const MOST_PRINTS = 4_096;

/** What is left of one or several program texts to compare them by: 16 KiB at most, whatever the texts are. */
export interface Fingerprints {
  /** Ascending, each once. */
  prints: Uint32Array;
  tokens: number;
  /** Larger prints than this were left out, because there are more than {@link MOST_PRINTS}; 2³² - 1 when none were. */
  limit: number;
}

const LARGEST = 0xffffffff;

/**
 * Fingerprints of a program, so that copies can be found: of every four runs of eight tokens one after the other, the smallest hash (winnowing:
 * Schleimer, Wilkerson, Aiken 2003). Comments, layout, types of parameters and `export` are dropped, and names made alike.
 *
 * The text may be anybody's and need not compile: it is cut into tokens, never parsed, in time proportional to its length. All of it
 * counts. Of a text with too many fingerprints the smallest are kept, a sample that is spread over all of it (Broder 1997), so that
 * a copy hides behind no length.
 */
export function fingerprints(text: string): Fingerprints {
  const last = new Int32Array(GRAM);
  const grams = new Uint32Array(WINDOW);
  let found = new Uint32Array(1024);
  let [tokens, count] = [0, 0];
  for (const hash of tokenHashes(text)) {
    last[tokens++ % GRAM] = hash;
    if (tokens < GRAM) continue;
    let gram = 0;
    for (let place = tokens; place < tokens + GRAM; place++)
      gram = (Math.imul(gram, 0x01000193) ^ last[place % GRAM]) | 0;
    grams[tokens % WINDOW] = mixed(gram);
    if (tokens < GRAM + WINDOW - 1) continue;
    const smallest = Math.min(...grams);
    if (count > 0 && found[count - 1] === smallest) continue;
    if (count === found.length) {
      const longer = new Uint32Array(2 * count);
      longer.set(found);
      found = longer;
    }
    found[count++] = smallest;
  }
  return smallestOf(found.subarray(0, count), tokens, LARGEST);
}

/** The fingerprints of several texts as if they were one. */
export function together(parts: Fingerprints[]): Fingerprints {
  if (parts.length === 1) return parts[0];
  const all = new Uint32Array(parts.reduce((sum, { prints }) => sum + prints.length, 0));
  let filled = 0;
  for (const { prints } of parts) {
    all.set(prints, filled);
    filled += prints.length;
  }
  const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
  return smallestOf(all, tokens, Math.min(LARGEST, ...parts.map(({ limit }) => limit)));
}

/** How many prints, which ascend, are no larger than a limit. */
export function countUpTo(prints: Uint32Array, limit: number): number {
  let [low, high] = [0, prints.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (prints[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sorts in place. What lies beyond the limit of a part is known of that part only, and does not count. */
function smallestOf(found: Uint32Array, tokens: number, limit: number): Fingerprints {
  found.sort();
  let count = 0;
  for (const print of found) if (count === 0 || print !== found[count - 1]) found[count++] = print;
  const known = countUpTo(found.subarray(0, count), limit);
  const kept = Math.min(known, MOST_PRINTS);
  const prints = found.slice(0, kept);
  return { prints, tokens, limit: kept < known ? prints[kept - 1] : limit };
}

const keywords =
  /^(?:break|case|const|continue|do|else|for|function|if|in|let|new|of|return|switch|throw|typeof|var|while|yield|await|async)$/;
const typeWords = /^(?:number|string|boolean|void|readonly|any|unknown|as|export|Float32Array|Tensor[1-4]D)$/;

/** A name after a dot is a method or a field and stays; any other name is the student's choice. */
function* tokenHashes(text: string): Generator<number> {
  let last = '';
  for (const { type, value } of jsTokens(text)) {
    if (/Comment|WhiteSpace|LineTerminator/.test(type) || value === ';') continue;
    const member = last === '.' || last === '?.';
    if (type === 'IdentifierName') {
      if (!member && typeWords.test(value)) continue;
      yield hashOf(member || keywords.test(value) ? value : 'name');
    } else yield hashOf(type === 'StringLiteral' ? 'text' : value.slice(0, 40));
    last = value;
  }
}

/** FNV-1a, 32 bits. */
function hashOf(token: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < token.length; index++) hash = Math.imul(hash ^ token.charCodeAt(index), 0x01000193);
  return hash | 0;
}

/** Spreads the bits, so that the smallest hash is as good as a random choice. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
