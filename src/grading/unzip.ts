import { closeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fromFd, type Entry, type ZipFile } from 'yauzl';
import { visible } from './names';
import { openRegular } from './read-file';

/** No honest submission is larger: 14 chapters of small text files. */
export const mostFiles = 500;
export const mostFileBytes = 256 * 1024;
export const mostBytes = 8 * 1024 * 1024;
/** A whole clone with its `node_modules` has some ten thousand. */
export const mostEntries = 100_000;

const SYMBOLIC_LINK = 0o120000;
const FILE_TYPE = 0o170000;

/** The files that were read, the paths of all others, and the time of the newest file, if the zip file has times. */
export interface Contents {
  files: Map<string, Buffer>;
  others: string[];
  newest?: number;
}

/**
 * Reads the wanted files of a zip file into memory. A path that leads out of it, a symbolic link, an encrypted file, a file that is not what
 * its checksum says and too much data refuse the whole file. What an entry says about its size is checked while it is read, so
 * a zip bomb stops at the limit.
 */
export async function unzip(path: string, wanted: (path: string) => boolean): Promise<Contents> {
  const zip = await opened(path);
  const contents: Contents = { files: new Map(), others: [] };
  let bytes = 0;
  try {
    if (zip.entryCount > mostEntries)
      throw new Error(`The zip file has ${zip.entryCount} entries; at most ${mostEntries} are read.`);
    for (let entry = await nextEntry(zip); entry !== undefined; entry = await nextEntry(zip)) {
      const name = entry.fileName;
      if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK) {
        throw new Error(`The zip file holds a symbolic link, ${visible(name)}: zip the files themselves.`);
      }
      if (name.endsWith('/')) continue;
      if (!wanted(name)) {
        contents.others.push(name);
        continue;
      }
      if (entry.uncompressedSize > mostFileBytes)
        throw new Error(`${visible(name)} in the zip file is larger than ${mostFileBytes / 1024} KiB.`);
      bytes += entry.uncompressedSize;
      if (bytes > mostBytes || contents.files.size >= mostFiles) {
        throw new Error(`The zip file holds more than ${mostFiles} files or ${mostBytes / 1024 / 1024} MiB.`);
      }
      contents.files.set(name, await content(zip, entry));
      contents.newest = later(contents.newest, entry.getLastModDate().getTime());
    }
    return contents;
  } finally {
    zip.close();
  }
}

/** The format's times begin with 1980: an earlier one counts as missing. */
function later(known: number | undefined, time: number): number | undefined {
  return time > Date.UTC(1980, 0, 3) && (known === undefined || time > known) ? time : known;
}

function opened(path: string): Promise<ZipFile> {
  const file = openRegular(path);
  if (file === undefined) throw new Error('It is no file but a link, a pipe or a device, which is never opened.');
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
    fromFd(file.handle, options, (error, zip) => {
      if (!error) return resolve(zip);
      closeSync(file.handle);
      reject(new Error(`The zip file cannot be read: ${error.message}.`));
    });
  });
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      zip.removeAllListeners();
      act();
    };
    zip.once('entry', (entry: Entry) => settle(() => resolve(entry)));
    zip.once('end', () => settle(() => resolve(undefined)));
    zip.once('error', (error: Error) => settle(() => reject(new Error(`The zip file is refused: ${error.message}.`))));
    zip.readEntry();
  });
}

function content(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void =>
      reject(new Error(`${visible(entry.fileName)} in the zip file cannot be read: ${error.message}.`));
    zip.openReadStream(entry, (error, stream) => {
      if (error) return refuse(error);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (crc32(bytes) === entry.crc32) resolve(bytes);
        else refuse(new Error('its checksum is wrong, so it is damaged'));
      });
      stream.on('error', refuse);
    });
  });
}
