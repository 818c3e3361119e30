import type { Faces } from '../faces';
import { renderCelebrities } from './render';

/** People who are drawn for evaluation start here, so that training never sees them. */
export const firstUnseen = 100_000;

const rendered = new Map<string, Promise<Faces>>();

/** Rendered people, kept for the next call with the same settings: the runs of an experiment share their pictures. */
export function renderedOnce(options: Parameters<typeof renderCelebrities>[0]): Promise<Faces> {
  const { identities, picturesEach, size, seed, firstIdentity = 0, hardness } = options;
  const key = [identities, picturesEach, size, seed, firstIdentity, hardness].join();
  if (!rendered.has(key)) {
    const faces = renderCelebrities(options);
    faces.catch(() => rendered.delete(key));
    rendered.set(key, faces);
  }
  return rendered.get(key)!;
}
