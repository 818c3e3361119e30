import type { Matrix } from '../../base/matrix';
import { renderPicture } from '../../data/celebrities/picture';
import { shippedPeople } from '../../data/celebrities/shipped';
import { neutralVariation } from '../../data/celebrities/variation';
import { pictureOf, type Faces } from '../../data/faces';
import type { Picture } from '../../data/image';
import { cosine, directions } from '../../similarity/cosine';

/** Where the one lamp stands: azimuth in radians, the rest of the light is weak. */
const lamps = { left: -1.3, right: 1.3 };

/**
 * The eight shipped people as for a passport, twice each: under a lamp on the left (rows 0, 2, …) and under a lamp on the right
 * (rows 1, 3, …). Nothing else differs between the two pictures of a person, and the background is the same for all.
 *
 * @param size side of the pictures in pixels, 16 … 4096
 */
export function underTwoLamps(size: number): Faces {
  const taken = shippedPeople.flatMap(({ name, identity }, person) =>
    Object.entries(lamps).map(([side, light]) => ({
      label: person,
      source: `drawn: ${name}, lamp on the ${side}`,
      light,
      pixels: renderPicture(identity, { ...neutralVariation(3), light, ambient: 0.3 }, size),
    })),
  );
  const pixels = new Uint8Array(taken.length * size * size * 3);
  taken.forEach((picture, row) => pixels.set(picture.pixels, row * size * size * 3));
  return {
    pixels,
    count: taken.length,
    size,
    labels: Int32Array.from(taken, ({ label }) => label),
    names: shippedPeople.map(({ name }) => name),
    sources: taken.map(({ source }) => source),
    attributes: { light: Float32Array.from(taken, ({ light }) => light) },
  };
}

/** A person under the lamp on the left, and everybody they could be taken for, nearest first; distances are 1 − cosine. */
export interface LampRow {
  probe: Picture;
  name: string;
  neighbours: { picture: Picture; name: string; distance: number }[];
}

/**
 * Who is nearest to each person under the lamp on the left: the same person under the other lamp, or one of the others under the
 * same one? `mistaken` counts the people to whom somebody else is nearer.
 *
 * @param embeddings [2 · people, dim], of the pictures of {@link underTwoLamps}
 */
export function nearestUnderLamps(embeddings: Matrix, faces: Faces): { rows: LampRow[]; mistaken: number } {
  const measured = directions(embeddings, 'embeddings');
  const people = faces.names.map((_, person) => person);
  const rows = people.map((person): LampRow => {
    const neighbours = people
      .map((other) => {
        const row = other === person ? 2 * other + 1 : 2 * other;
        const distance = 1 - cosine(measured, 2 * person, measured, row);
        return { picture: pictureOf(faces, row), name: faces.names[other], distance };
      })
      .sort((a, b) => a.distance - b.distance);
    return { probe: pictureOf(faces, 2 * person), name: faces.names[person], neighbours };
  });
  return { rows, mistaken: rows.filter(({ name, neighbours }) => neighbours[0].name !== name).length };
}
