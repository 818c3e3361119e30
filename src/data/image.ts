import { readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import { writeWhole } from './disk';
import { expect, InputError } from '../base/errors';

/** A decoded picture: RGB, 8 bits a channel, upright. */
export interface Picture {
  width: number;
  height: number;
  /** [height, width, 3], row after row, red green blue. */
  pixels: Uint8Array;
}

/** A picture with more pixels is refused before it is decoded: 100 megapixels are 300 MB in memory. */
export const largestPicture = 100_000_000;

/** A larger file is refused before it is read: 256 MiB. */
export const largestFile = 256 * 1024 * 1024;

/** What shows through the transparent parts of a picture. */
export const backdrop = '#ffffff';

/**
 * Decodes JPEG, PNG, WebP, GIF, TIFF or AVIF to 8-bit sRGB: turned upright by its EXIF orientation, grey spread to three
 * channels, transparency laid on white, CMYK and embedded colour profiles converted, 16 bits reduced to 8. Of an animation or
 * a file of several pages the first picture is taken.
 *
 * Throws an {@link InputError} that starts with `name` when the bytes are empty, are no picture, break off, or hold more than
 * {@link largestPicture} pixels.
 */
export async function decodePicture(bytes: Uint8Array, name = 'The picture'): Promise<Picture> {
  expect(bytes.length > 0, `${name} is empty (0 bytes): copy the picture again.`);
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw new InputError(`${name} is no picture that can be read: expected JPEG, PNG, WebP, GIF, TIFF or AVIF.`);
    });
  const { width, height } = header;
  expect(
    width * height <= largestPicture,
    `${name} has ${width}×${height} pixels, more than the ${largestPicture / 1e6} megapixels that are read: make it smaller.`,
  );
  try {
    const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: largestPicture })
      .autoOrient()
      .flatten({ background: backdrop })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels`);
    return {
      width: info.width,
      height: info.height,
      pixels: new Uint8Array(data.buffer, data.byteOffset, data.length),
    };
  } catch (error) {
    throw new InputError(
      `${name} is broken and cannot be decoded (${firstLine(error)}): open it in a picture viewer, or copy it again.`,
    );
  }
}

/** Reads a picture's file without decoding it. Throws an {@link InputError} when it is missing, unreadable or over {@link largestFile}. */
export async function readPictureFile(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    expect(
      size <= largestFile,
      `${path} has ${Math.round(size / 2 ** 20)} MiB, more than the ${largestFile / 2 ** 20} MiB that are read: make the picture smaller.`,
    );
    return await readFile(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path} cannot be read (${firstLine(error)}).`);
  }
}

/** Reads and decodes a picture's file: see {@link decodePicture}. */
export async function readPicture(path: string): Promise<Picture> {
  return decodePicture(await readPictureFile(path), path);
}

/** The picture as a PNG file's bytes. */
export async function encodePng({ width, height, pixels }: Picture): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toBuffer();
}

/** Writes the picture as a PNG: to a temporary file first, so that no half-written picture is ever found at `path`. Makes the folder. */
export async function writePng(path: string, picture: Picture): Promise<void> {
  await writeWhole(path, await encodePng(picture));
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0].trim().replace(/\.$/, '');
}
