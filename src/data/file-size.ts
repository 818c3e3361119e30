import { stat } from 'node:fs/promises';

/** How many bytes a file has; undefined for what is no file, such as a pipe. Files of unlike sizes need no reading to be told apart. */
export async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
