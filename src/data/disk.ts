import { randomBytes } from 'node:crypto';
import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The machine refuses: a full disk, a folder that may not be written. One sentence that names the file and the remedy. */
export class DiskError extends Error {
  constructor(sentence: string, options?: { cause: unknown }) {
    super(sentence, options);
    this.name = 'DiskError';
  }
}

/** What each code of the operating system means for the file, and what to do. */
const meanings: Record<string, [what: string, remedy: string]> = {
  ENOSPC: [
    'cannot be written, because the disk is full',
    'free some space or choose a folder on another disk, then start again',
  ],
  EDQUOT: [
    'cannot be written, because your share of the disk is used up',
    'free some space or choose a folder on another disk, then start again',
  ],
  EFBIG: ['grows larger than a file may be here', 'choose a folder on another disk'],
  EROFS: ['cannot be written, because the disk is read-only', 'choose a folder on another disk'],
  EACCES: [
    'may not be read or written by this user',
    'change the permissions of the file and its folder, or choose another folder',
  ],
  EPERM: [
    'may not be changed by this user',
    'change the permissions of the file and its folder, or choose another folder',
  ],
  EISDIR: ['is a folder, but a file is needed', 'give the path of a file'],
  ENOTDIR: ['cannot be reached, because a part of the path is a file and not a folder', 'give another path'],
  ENOENT: ['does not exist', 'check the path'],
  EEXIST: ['is there already and in the way', 'move it away or choose another path'],
  ENOTEMPTY: ['is a folder that is not empty', 'empty it or choose another one'],
  ENAMETOOLONG: ['has a name that is too long for the disk', 'choose a shorter one'],
  ELOOP: ['is a link that leads back to itself', 'mend the link or choose another path'],
  EXDEV: ['cannot be moved to another disk', 'choose a folder on the same disk'],
  EBUSY: ['is in use by another program', 'close that program, then start again'],
  ETXTBSY: ['is in use by another program', 'close that program, then start again'],
  EIO: ['cannot be read or written, because the disk reports a fault', 'copy what is on it to another disk'],
  EMFILE: ['cannot be opened, because too many files are open', 'allow more with ulimit -n 4096, then start again'],
  ENFILE: ['cannot be opened, because too many files are open', 'close other programs, then start again'],
  ENOMEM: ['cannot be read, because memory is used up', 'close other programs, then start again'],
};

/**
 * The sentence about an error of the operating system (one with a code such as ENOSPC), as a {@link DiskError}; such an
 * error itself when it is one already; undefined for any other error, which has nothing to do with the machine.
 *
 * @param file what was read or written; left out, the path that the error carries (an error of a write carries none)
 */
export function asDiskError(error: unknown, file?: string): DiskError | undefined {
  if (error instanceof DiskError) return error;
  if (!(error instanceof Error)) return undefined;
  const { code, path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  const meaning = code === undefined ? undefined : meanings[code];
  if (meaning === undefined || syscall === undefined) return undefined;
  if (syscall.startsWith('spawn')) {
    const program = path ?? syscall.replace(/^spawn(Sync)? /, '');
    return new DiskError(`The program ${program} cannot be started (${code}): install it, then start again.`, {
      cause: error,
    });
  }
  return new DiskError(`${file ?? dest ?? path ?? 'A file'} ${meaning[0]}: ${meaning[1]}.`, { cause: error });
}

/**
 * Makes a folder and those above it that are missing. Unlike `mkdir` with `recursive`, which gives ENOENT on a read-only disk
 * and EEXIST where a file is in the way, it reports what is wrong.
 *
 * @throws DiskError when the machine refuses
 */
export async function makeFolder(folder: string): Promise<void> {
  const isFolder = async (): Promise<boolean> => (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
  if (await isFolder()) return;
  try {
    await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || dirname(folder) === folder) throw error;
      await makeFolder(dirname(folder));
      await mkdir(folder);
    });
  } catch (error) {
    // Another process may have been quicker.
    if (await isFolder()) return;
    throw asDiskError(error, folder) ?? error;
  }
}

/**
 * Writes a file so that it is there whole or not at all: to a temporary file beside it, which is then renamed. Makes the
 * folder; a link is followed. Whatever goes wrong, the temporary file is removed and an older file is as it was.
 *
 * @throws DiskError when the machine refuses: full, read-only, no permission, a folder or a device at this path
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const target = await ordinaryFile(path);
  const temporary = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
  await makeFolder(dirname(target));
  try {
    await writeFile(temporary, content);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw asDiskError(error, path) ?? error;
  }
}

/**
 * Before long work whose result is to be written: throws what {@link writeWhole} would throw for this file, and leaves it as
 * it is. Missing folders are made. It cannot foresee that the disk fills up later.
 */
export async function checkWritable(path: string): Promise<void> {
  const probe = `${await ordinaryFile(path)}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
  await makeFolder(dirname(probe));
  try {
    // Not an empty file: a full disk still has room for names.
    await writeFile(probe, 'x');
  } catch (error) {
    throw asDiskError(error, path) ?? error;
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

/** Where the file lies that `path` names, links followed, or will lie. A device must never be replaced by a file. */
async function ordinaryFile(path: string): Promise<string> {
  const target = await realpath(path).catch(() => path);
  const found = await stat(target).catch(() => undefined);
  if (found === undefined || found.isFile()) return target;
  const [what, remedy] = found.isDirectory() ? meanings.EISDIR : ['is no ordinary file', 'give the path of a file'];
  throw new DiskError(`${path} ${what}: ${remedy}.`);
}
