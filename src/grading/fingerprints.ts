import jsTokens from 'js-tokens';

const GRAM = 8;
const WINDOW = 4;
/** No honest exercise comes near this length; a longer text is not looked at. */
const MOST_CHARACTERS = 100_000;
const MOST_TOKENS = 5_000;

/**
 * Fingerprints of a program, so that copies can be found: of every four runs of eight tokens one after the other, the smallest hash (winnowing:
 * Schleimer, Wilkerson, Aiken 2003). Comments, layout, types of parameters and `export` are dropped, and names made alike.
 *
 * The text may be anybody's and need not compile: it is cut into tokens, never parsed, in time proportional to its length, and only
 * its first 5,000 tokens count.
 */
export function fingerprints(text: string): Set<number> {
  const hashes = tokens(text.slice(0, MOST_CHARACTERS)).map(hashOf);
  const grams: number[] = [];
  for (let start = 0; start + GRAM <= hashes.length; start++) {
    let gram = 0;
    for (let index = start; index < start + GRAM; index++) gram = (Math.imul(gram, 0x01000193) ^ hashes[index]) | 0;
    grams.push(mixed(gram));
  }
  const chosen = new Set<number>();
  for (let start = 0; start + WINDOW <= grams.length; start++) {
    chosen.add(Math.min(...grams.slice(start, start + WINDOW)));
  }
  return chosen;
}

const keywords =
  /^(?:break|case|const|continue|do|else|for|function|if|in|let|new|of|return|switch|throw|typeof|var|while|yield|await|async)$/;
const typeWords = /^(?:number|string|boolean|void|readonly|any|unknown|as|export|Float32Array|Tensor[1-4]D)$/;

/** A name after a dot is a method or a field and stays; any other name is the student's choice. */
function tokens(text: string): string[] {
  const found: string[] = [];
  let last = '';
  for (const { type, value } of jsTokens(text)) {
    if (/Comment|WhiteSpace|LineTerminator/.test(type) || value === ';') continue;
    if (found.length >= MOST_TOKENS) break;
    if (type === 'IdentifierName') {
      if (last !== '.' && last !== '?.' && typeWords.test(value)) continue;
      found.push(last === '.' || last === '?.' || keywords.test(value) ? value : 'name');
    } else if (type === 'StringLiteral') found.push('text');
    else found.push(value.slice(0, 40));
    last = value;
  }
  return found;
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
