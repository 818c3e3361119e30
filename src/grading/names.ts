import { createHash } from 'node:crypto';

/** Archives that are not read, with what is cut off to get the student's name. */
export const otherArchive = /\.(?:rar|7z|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|lzh|cab|(?:tar\.(?:gz|bz2|xz|zst|z)))$/i;

const MOST_BYTES = 180;

/**
 * A name from a stranger as it is shown everywhere: composed (NFC), on one line, and with escapes in place of what a terminal obeys
 * (control characters) or what shows another text than there is (changes of the writing direction). A path in a zip file may have 64 KiB, so
 * it is cut.
 */
export function visible(name: string, most = 300): string {
  const text = name.length > most ? `${name.slice(0, most)}…` : name;
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .normalize('NFC')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/**
 * The students' names of submissions, in the same order: the name of the folder, or of the file without its ending. Where two would be
 * called alike, such as `ada` and `ada.zip`, the later one keeps its ending, or gets a number.
 */
export function studentNames(sources: string[]): string[] {
  const used = new Set<string>();
  return sources.map((source) => {
    const whole = visible(source);
    const short = whole.replace(/\.zip$/i, '').replace(otherArchive, '');
    const free = (name: string): boolean => name !== '' && !used.has(name.toLowerCase());
    let name = [short, whole].find(free);
    for (let number = 2; name === undefined; number++) name = [`${whole} (${number})`].find(free);
    used.add(name.toLowerCase());
    return name;
  });
}

/**
 * File names for names from strangers: without characters that a file system dislikes, within its 255 bytes whatever is added to them,
 * and no two alike.
 */
export function fileNames(names: string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const clean = cut(name.replace(/[\u0000-\u001f<>:"/\\|?*]/g, '_').replace(/[. ]+$/, '_'));
    const taken = used.has(clean.toLowerCase()) || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(clean);
    const wanted = clean === name && !taken ? clean : `${clean}-${hash(name)}`;
    used.add(wanted.toLowerCase());
    return wanted;
  });
}

/** As many whole characters as fit: a Chinese one takes three bytes. */
function cut(name: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > MOST_BYTES) break;
    kept += character;
  }
  return kept;
}

function hash(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 8);
}
