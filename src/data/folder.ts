import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { InputError } from '../base/errors';
import { foreignKind, howToConvert } from './image';

/** A picture of a person, not yet opened. */
export interface PictureRecord {
  path: string;
  /** Who is in it. */
  name: string;
}

/** What is wrong with a picture, or odd about it, in a sentence that names it. */
export interface PictureProblem {
  path: string;
  problem: string;
  /** True when the picture is left out because of it. */
  skipped: boolean;
  /** True when there is a face, but one that cannot be judged. */
  poor?: boolean;
}

/** The endings, in lower case, by which a file is recognised as a picture. */
export const pictureEndings = ['.jpg', '.jpeg', '.jfif', '.png', '.webp', '.gif', '.tif', '.tiff', '.avif'];

/** The order of lists of files: letters by the English alphabet, numbers by value (`amy2` before `amy10`). */
const inOrder = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Lists the pictures of a folder that has one folder per person, `FOLDER/NAME/*.jpg`, in the order of names and files. The name
 * is the folder's, in composed Unicode (NFC), so that it compares equal wherever the folder was copied from.
 *
 * Hidden files (`.…`, `Thumbs.db`, `desktop.ini`) are passed over. Everything else that is not read is reported in `problems`: files
 * beside the persons' folders, files that are no pictures, folders within a person's folder, persons without a picture.
 * No picture is opened. Throws an {@link InputError} only when the folder itself cannot be read.
 */
export async function readFolder(folder: string): Promise<{ records: PictureRecord[]; problems: PictureProblem[] }> {
  const records: PictureRecord[] = [];
  const problems: PictureProblem[] = [];
  const report = (path: string, problem: string): void => {
    problems.push({ path, problem: `${path} ${problem}`, skipped: true });
  };

  for (const entry of await list(folder)) {
    const path = join(folder, entry);
    const kind = await kindOf(path);
    if (kind === 'folder') {
      const name = entry.normalize('NFC');
      const before = records.length;
      for (const file of await list(path).catch(() => [])) {
        const inner = join(path, file);
        const innerKind = await kindOf(inner);
        if (innerKind === 'missing') report(inner, 'is a link to nothing or cannot be read.');
        else if (innerKind === 'folder')
          report(inner, 'is a folder within a person’s folder and is not searched: move its pictures up.');
        else if (innerKind === 'other') report(inner, 'is no file but a pipe, socket or device, and is not opened.');
        else if (isPicture(file)) records.push({ path: inner, name });
        else if (foreignKind(extname(file))) report(inner, `is not read: ${howToConvert(foreignKind(extname(file)))}.`);
        else report(inner, `is not taken for a picture: its name does not end in ${endingsInWords}.`);
      }
      if (records.length === before) report(path, 'has no pictures, so the person is left out.');
    } else if (kind === 'missing') {
      report(path, 'is a link to nothing or cannot be read.');
    } else if (isPicture(entry)) {
      report(path, 'lies beside the persons’ folders: put it into a folder that has the person’s name.');
    } else {
      report(path, 'is not read: only folders with a person’s name are expected here.');
    }
  }
  return { records, problems };
}

const endingsInWords = `${pictureEndings.slice(0, -1).join(', ')} or ${pictureEndings[pictureEndings.length - 1]}`;

function isPicture(file: string): boolean {
  return pictureEndings.includes(extname(file).toLowerCase());
}

async function list(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder);
    return entries.filter((entry) => !isHidden(entry)).sort((a, b) => inOrder(a, b) || (a < b ? -1 : 1));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw new InputError(
        `The folder ${folder} does not exist: expected one with a folder of pictures for each person.`,
      );
    if (code === 'ENOTDIR')
      throw new InputError(`${folder} is a file, but a folder with a folder of pictures for each person was expected.`);
    throw new InputError(`The folder ${folder} cannot be read (${code ?? error}).`);
  }
}

function isHidden(path: string): boolean {
  const file = basename(path);
  return file.startsWith('.') || ['thumbs.db', 'desktop.ini'].includes(file.toLowerCase());
}

async function kindOf(path: string): Promise<'folder' | 'file' | 'other' | 'missing'> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
  } catch {
    return 'missing';
  }
}
