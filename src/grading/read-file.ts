import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Opens a file from a stranger, or gives undefined when there is something else: a symbolic link is not followed, and a pipe, which
 * would wait for ever, and a device are closed again at once. Whoever opens must close.
 */
export function openRegular(path: string): { handle: number; bytes: number; modified: number } | undefined {
  let handle: number;
  try {
    // Windows knows neither flag.
    handle = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (['ELOOP', 'EMLINK', 'ENXIO', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  const stats = fstatSync(handle);
  if (stats.isFile()) return { handle, bytes: stats.size, modified: stats.mtimeMs };
  closeSync(handle);
  return undefined;
}

/** The first `most` bytes of a file; undefined for what is no ordinary file. */
export function readRegular(path: string, most: number): Buffer | undefined {
  const file = openRegular(path);
  if (file === undefined) return undefined;
  try {
    const bytes = Buffer.alloc(Math.min(file.bytes, most));
    let read = 0;
    while (read < bytes.length) {
      const count = readSync(file.handle, bytes, read, bytes.length - read, null);
      if (count === 0) break;
      read += count;
    }
    return bytes.subarray(0, read);
  } finally {
    closeSync(file.handle);
  }
}

/**
 * The text of a program: UTF-8, UTF-16 as editors on Windows write it (with a byte order mark or without), else Windows-1252. Without the
 * byte order mark, and with a first line `#!…` turned into a comment, because the program is compiled into another one.
 */
export function programText(bytes: Buffer): string {
  return decoded(bytes)
    .replace(/^\ufeff/, '')
    .replace(/^#!/, '//');
}

function decoded(bytes: Buffer): string {
  const wide = utf16(bytes);
  if (wide !== undefined) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** A program is mostly Latin: in UTF-16 every other byte of it is 0. */
function utf16(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 400);
  const zeros = [0, 0];
  start.forEach((byte, index) => (zeros[index % 2] += byte === 0 ? 1 : 0));
  const most = start.length * 0.3;
  if (zeros[1] > most && zeros[0] === 0) return 'utf-16le';
  return zeros[0] > most && zeros[1] === 0 ? 'utf-16be' : undefined;
}
