import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { expect, InputError } from '../base/errors';
import { pictureEndings, type PictureProblem } from './folder';

/** Two pictures of a protocol, by person and number: `{ name: 'Amy_Ruiz', number: 3 }` is `Amy_Ruiz/Amy_Ruiz_0003.jpg`. */
export interface LfwPair {
  first: LfwPicture;
  second: LfwPicture;
  /** Whether both show one person. */
  same: boolean;
  /** Which fold it belongs to, from 0; always 0 in a development file. */
  fold: number;
}

export interface LfwPicture {
  name: string;
  /** From 1. */
  number: number;
}

/**
 * Reads the text of LFW's pair lists (Huang et al. 2007): `pairs.txt`, whose first line is `10 300` for ten folds of 300
 * same pairs then 300 different ones, and `pairsDevTrain.txt` / `pairsDevTest.txt`, whose first line is one number, for one fold.
 *
 * A same pair is `NAME n1 n2`, a different pair `NAME1 n1 NAME2 n2`, set off by tabs or spaces. Empty lines are passed over.
 * Throws an {@link InputError} that names `source` and the line when a line is not of the kind expected there, or when there
 * are more or fewer lines than the first line says.
 */
export function parsePairs(text: string, source = 'pairs.txt'): LfwPair[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ words: split(line), number: index + 1, line }))
    .filter(({ words }) => words.length > 0);
  expect(
    lines.length > 0,
    `${source} is empty: expected LFW's list of pairs, whose first line is like "10 300" or "1100".`,
  );

  const [header, ...rest] = lines;
  const counts = header.words.map(wholeNumber);
  if (counts.length > 2 || counts.some((count) => count === undefined || count < 1)) {
    throw new InputError(
      `${source}, line ${header.number}: expected the number of folds and of pairs per fold, like "10 300", or the number of pairs ` +
        `alone, like "1100", but found "${header.line.trim()}".`,
    );
  }
  const [folds, perFold] = (counts.length === 2 ? counts : [1, counts[0]]) as [number, number];
  const total = folds * perFold * 2;
  expect(
    rest.length === total,
    `${source}: its first line promises ${folds} × ${perFold} same and as many different pairs, ${total} lines, ` +
      `but ${rest.length} follow: the file is cut off or of another kind; download it again.`,
  );
  return rest.map(({ words, number, line }, index) => {
    const same = index % (2 * perFold) < perFold;
    const fold = Math.floor(index / (2 * perFold));
    const wrong = (): InputError =>
      new InputError(
        `${source}, line ${number}: expected ${same ? 'a same pair, "NAME n1 n2"' : 'a different pair, "NAME1 n1 NAME2 n2"'}, ` +
          `with numbers from 1, but found "${line.trim()}".`,
      );
    if (words.length !== (same ? 3 : 4)) throw wrong();
    const firstNumber = wholeNumber(words[1]);
    const secondNumber = wholeNumber(words[same ? 2 : 3]);
    if (firstNumber === undefined || secondNumber === undefined || firstNumber < 1 || secondNumber < 1) throw wrong();
    return {
      first: { name: words[0], number: firstNumber },
      second: { name: same ? words[0] : words[2], number: secondNumber },
      same,
      fold,
    };
  });
}

/** A picture's path in LFW's layout without its ending: `FOLDER/NAME/NAME_0001`. */
export function lfwPath(folder: string, { name, number }: LfwPicture): string {
  return join(folder, name, `${name}_${String(number).padStart(4, '0')}`);
}

/** A pair whose two pictures are there. */
export interface PicturePair {
  first: string;
  second: string;
  same: boolean;
  fold: number;
}

/**
 * Reads a pair list and finds its pictures under `folder` (LFW's layout, which `readFolder` reads as well). Name and number
 * decide: any picture's ending will do, in capitals too, any number of zeros, and names in composed or decomposed letters. Pairs with a missing picture are left out, and each missing picture is reported once in `problems`.
 * Throws an {@link InputError} when the list cannot be read: see {@link parsePairs}.
 */
export async function readPairs(
  pairsFile: string,
  folder: string,
): Promise<{ pairs: PicturePair[]; problems: PictureProblem[] }> {
  const text = await readFile(pairsFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`The list of pairs ${pairsFile} cannot be read (${error.code ?? error.message}).`);
  });
  const problems = new Map<string, PictureProblem>();
  const folders = await foldersOf(folder);
  const known = new Map<string, Map<number, string>>();
  const find = async (picture: LfwPicture): Promise<string | undefined> => {
    const stem = lfwPath(folder, picture);
    const name = picture.name.normalize('NFC');
    if (!known.has(name)) {
      const own = folders.get(name);
      known.set(name, own === undefined ? new Map() : await picturesOf(own, name));
    }
    const path = known.get(name)!.get(picture.number);
    if (path === undefined) {
      const problem = `${stem}.jpg is in ${pairsFile} but not in the folder, so the pairs with it are left out.`;
      problems.set(stem, { path: `${stem}.jpg`, problem, skipped: true });
    }
    return path;
  };

  const pairs: PicturePair[] = [];
  for (const { first, second, same, fold } of parsePairs(text, pairsFile)) {
    const firstPath = await find(first);
    const secondPath = await find(second);
    if (firstPath !== undefined && secondPath !== undefined)
      pairs.push({ first: firstPath, second: secondPath, same, fold });
  }
  return { pairs, problems: [...problems.values()] };
}

/** The people's folders by their names in composed letters. */
async function foldersOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder).catch(() => [] as string[]);
  return new Map(entries.map((entry) => [entry.normalize('NFC'), join(folder, entry)]));
}

/** The pictures of a person's folder by their number; of several with one number the first of {@link pictureEndings}. */
async function picturesOf(folder: string, name: string): Promise<Map<number, string>> {
  const pictures = new Map<number, { path: string; rank: number }>();
  for (const entry of (await readdir(folder)).sort()) {
    const ending = extname(entry);
    const rank = pictureEndings.indexOf(ending.toLowerCase());
    const stem = entry.slice(0, entry.length - ending.length).normalize('NFC');
    const number = stem.startsWith(`${name}_`) ? wholeNumber(stem.slice(name.length + 1)) : undefined;
    if (rank < 0 || number === undefined) continue;
    const path = join(folder, entry);
    if (rank < (pictures.get(number)?.rank ?? Infinity) && (await stat(path).catch(() => undefined))?.isFile())
      pictures.set(number, { path, rank });
  }
  return new Map([...pictures].map(([number, { path }]) => [number, path]));
}

/** By tabs where there are any, so that names may have spaces. */
function split(line: string): string[] {
  return (line.includes('\t') ? line.split('\t') : line.split(/\s+/))
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function wholeNumber(word: string): number | undefined {
  return /^\d+$/.test(word) ? Number(word) : undefined;
}
