import { readPicture, type Picture } from './image';
import { cutSquare } from './warp';

/**
 * The picture of a file whose face is aligned already, `size` × `size` pixels: its middle square, scaled. Throws an
 * InputError that starts with the path when the file cannot be read or decoded.
 */
export async function readSquare(path: string, size: number): Promise<Picture> {
  const picture = await readPicture(path);
  const { width, height } = picture;
  if (width === size && height === size) return picture;
  const side = Math.min(width, height);
  return cutSquare(picture, { x: (width - side) / 2, y: (height - side) / 2, side }, size);
}
