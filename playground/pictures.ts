import { PCA } from 'ml-pca';
import sharp from 'sharp';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPeople, shippedPicturesEach } from '../src/data/celebrities/shipped';
import { celebritiesFolder } from '../src/data/load';
import type { Descriptors } from './training';

/** Numbers that describe a picture. */
const length = 24;
/** Side of a picture that is described, and of one that is shown. */
const [side, shown] = [16, 48];

/** What the page is built with: the shipped people, the look-alike last. */
export interface Pictures {
  names: string[];
  descriptors: Descriptors;
  /** One JPEG with a row per person and a column per picture, as a data address, and the side of a picture in it. */
  sprite: string;
  side: number;
}

/** The person who looks like the first one comes last, so that the page can leave her out. */
export const order = ['Alma', 'Bruno', 'Cosima', 'Desmond', 'Femi', 'Gustav', 'Indira', 'Elin'];

/**
 * Reads the shipped people: of each picture the first principal components of its {@link side}² pixels, scaled to a
 * standard deviation of 1 for the first, and a small version to be shown.
 */
export async function readPictures(): Promise<Pictures> {
  const known = shippedPeople.map(({ name }) => name);
  if ([...order].sort().join() !== [...known].sort().join())
    throw new Error(`The playground expects the shipped people ${order.join(', ')}, but they are ${known.join(', ')}.`);
  const files = order.flatMap((name) =>
    Array.from({ length: shippedPicturesEach }, (_, picture) =>
      readFileSync(join(celebritiesFolder, name, `${String(picture + 1).padStart(2, '0')}.png`)),
    ),
  );
  const pixels = await Promise.all(files.map((file) => sharp(file).resize(side, side).removeAlpha().raw().toBuffer()));
  const pca = new PCA(pixels.map((values) => Array.from(values, (value) => value / 255)));
  const components = pca.predict(
    pixels.map((values) => Array.from(values, (value) => value / 255)),
    { nComponents: length },
  );
  const deviation = Math.sqrt(pca.getEigenvalues()[0]);
  const values = Float32Array.from(components.to1DArray(), (value) => value / deviation);
  const tiles = await Promise.all(files.map((file) => sharp(file).resize(shown, shown).png().toBuffer()));
  const sprite = await sharp({
    create: { width: shippedPicturesEach * shown, height: order.length * shown, channels: 3, background: '#ffffff' },
  })
    .composite(
      tiles.map((input, index) => ({
        input,
        left: (index % shippedPicturesEach) * shown,
        top: Math.floor(index / shippedPicturesEach) * shown,
      })),
    )
    .jpeg({ quality: 82 })
    .toBuffer();
  return {
    names: order,
    descriptors: { values: { values, rows: files.length, columns: length }, picturesEach: shippedPicturesEach },
    sprite: `data:image/jpeg;base64,${sprite.toString('base64')}`,
    side: shown,
  };
}
