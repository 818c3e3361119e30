import type { Faces } from '../faces';
import type { RenderOptions } from './render';
import { keptCelebrities } from './worlds';

/** People who are drawn for evaluation start here, so that training never sees them. */
export const firstUnseen = 100_000;

const rendered = new Map<string, Promise<Faces>>();

/** Drawn people, kept on disk and in memory: whoever asks with the same settings, in this process or a later one, gets the same pictures. */
export function renderedOnce(options: RenderOptions): Promise<Faces> {
  const { identities, picturesEach, size, seed, firstIdentity = 0, hardness } = options;
  const key = [identities, picturesEach, size, seed, firstIdentity, hardness].join();
  if (!rendered.has(key)) {
    const faces = keptCelebrities(options);
    faces.catch(() => rendered.delete(key));
    rendered.set(key, faces);
  }
  return rendered.get(key)!;
}
