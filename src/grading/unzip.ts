import { open, type Entry, type ZipFile } from 'yauzl';

/** No honest submission is larger: 14 chapters of small text files. */
export const mostFiles = 500;
export const mostFileBytes = 256 * 1024;
export const mostBytes = 8 * 1024 * 1024;
const mostEntries = 5000;

const SYMBOLIC_LINK = 0o120000;
const FILE_TYPE = 0o170000;

/**
 * Reads the wanted files of a zip file into memory. A path that leads out of it, a symbolic link, an encrypted file and too much data refuse
 * the whole file. What an entry says about its size is checked while it is read, so a zip bomb stops at the limit.
 */
export async function unzip(path: string, wanted: (path: string) => boolean): Promise<Map<string, string>> {
  const zip = await opened(path);
  const files = new Map<string, string>();
  let bytes = 0;
  try {
    if (zip.entryCount > mostEntries)
      throw new Error(`The zip file has ${zip.entryCount} entries; at most ${mostEntries} are read.`);
    for (let entry = await nextEntry(zip); entry !== undefined; entry = await nextEntry(zip)) {
      if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK) {
        throw new Error(`The zip file holds a symbolic link, ${entry.fileName}: zip the files themselves.`);
      }
      if (entry.fileName.endsWith('/') || !wanted(entry.fileName)) continue;
      if (entry.uncompressedSize > mostFileBytes)
        throw new Error(`${entry.fileName} in the zip file is larger than ${mostFileBytes / 1024} KiB.`);
      bytes += entry.uncompressedSize;
      if (bytes > mostBytes || files.size >= mostFiles) {
        throw new Error(`The zip file holds more than ${mostFiles} files or ${mostBytes / 1024 / 1024} MiB.`);
      }
      files.set(entry.fileName, await text(zip, entry));
    }
    return files;
  } finally {
    zip.close();
  }
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
    open(path, options, (error, zip) =>
      error ? reject(new Error(`The zip file cannot be read: ${error.message}.`)) : resolve(zip),
    );
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

function text(zip: ZipFile, entry: Entry): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void =>
      reject(new Error(`${entry.fileName} in the zip file cannot be read: ${error.message}.`));
    zip.openReadStream(entry, (error, stream) => {
      if (error) return refuse(error);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      stream.on('error', refuse);
    });
  });
}
