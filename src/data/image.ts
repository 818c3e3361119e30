import { readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import { writeWhole } from './disk';
import { expect, InputError } from '../base/errors';

/** A decoded picture: RGB, 8 bits per channel, upright. */
export interface Picture {
  width: number;
  height: number;
  /** [height, width, 3], row after row, red green blue. */
  pixels: Uint8Array;
  /** Of an animation or a file of several pages, of which this is the first: how many there are. */
  frames?: number;
}

/** A picture with more pixels is refused before it is decoded. */
export const largestPicture = 100_000_000;

/** A picture with more pixels is made smaller while it is decoded: 16 megapixels are 48 MB in memory, and no face needs more. */
export const largestDecoded = 16_000_000;

/** A larger file is refused before it is read: 256 MiB. */
export const largestFile = 256 * 1024 * 1024;

/** What shows through the transparent parts of a picture. */
export const backdrop = '#ffffff';

/**
 * Decodes JPEG, PNG, WebP, GIF, TIFF or AVIF to 8-bit sRGB: turned upright by its EXIF orientation, grey spread to three
 * channels, transparency laid on white, CMYK and embedded colour profiles converted, 16 bits reduced to 8. Of an animation or
 * a file of several pages the first picture is taken, and `frames` says how many there are. Over {@link largestDecoded} pixels the
 * picture is made smaller, in its own proportions: positions found in it are positions in the smaller one.
 *
 * Throws an {@link InputError} that starts with `name` when the bytes are empty, are no picture, break off, or hold more than
 * {@link largestPicture} pixels.
 */
export async function decodePicture(bytes: Uint8Array, name = 'The picture'): Promise<Picture> {
  expect(bytes.length > 0, `${name} is empty (0 bytes): copy the picture again.`);
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw new InputError(`${name} is no picture that can be read: ${howToConvert(kindOfPicture(bytes))}.`);
    });
  const { width, height, pages = 1 } = header;
  expect(
    width * height <= largestPicture,
    `${name} has ${width}×${height} pixels, more than the ${largestPicture / 1e6} megapixels that are read: make it smaller.`,
  );
  try {
    const upright = sharp(bytes, { failOn: 'error', limitInputPixels: largestPicture }).autoOrient();
    const side = Math.floor(Math.max(width, height) * Math.sqrt(largestDecoded / (width * height)));
    const small =
      width * height > largestDecoded ? upright.resize({ width: side, height: side, fit: 'inside' }) : upright;
    const { data, info } = await small
      .flatten({ background: backdrop })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels`);
    return {
      width: info.width,
      height: info.height,
      pixels: new Uint8Array(data.buffer, data.byteOffset, data.length),
      ...(pages > 1 ? { frames: pages } : {}),
    };
  } catch (error) {
    const kind = kindOfPicture(bytes);
    if (kind !== undefined) throw new InputError(`${name} is no picture that can be read: ${howToConvert(kind)}.`);
    throw new InputError(
      `${name} is broken and cannot be decoded (${firstLine(error)}): open it in a picture viewer, or copy it again.`,
    );
  }
}

/** Formats that people have and that cannot be decoded here, by the endings of their files. */
const foreignKinds: Record<string, string> = { '.heic': 'HEIC', '.heif': 'HEIC', '.bmp': 'BMP', '.dib': 'BMP' };

/** The format of a file with such an ending, where it is known but cannot be decoded here. */
export function foreignKind(ending: string): string | undefined {
  return foreignKinds[ending.toLowerCase()];
}

/** The same by a file's first bytes, whatever it is called. */
function kindOfPicture(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  if (/^....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/s.test(start)) return 'HEIC';
  return /^BM/.test(start) ? 'BMP' : undefined;
}

/** What to do about a picture of this format. */
export function howToConvert(kind: string | undefined): string {
  if (kind === 'HEIC')
    return 'it is HEIC, so save it as JPEG (macOS: sips -s format jpeg IN.heic --out OUT.jpg; elsewhere ImageMagick: magick IN.heic OUT.jpg)';
  if (kind === 'BMP') return 'it is BMP, so save it as PNG (ImageMagick: magick IN.bmp OUT.png)';
  return 'expected JPEG, PNG, WebP, GIF, TIFF or AVIF';
}

/** Reads a picture's file without decoding it. Throws an {@link InputError} when it is missing, unreadable or over {@link largestFile}. */
export async function readPictureFile(path: string): Promise<Buffer> {
  try {
    const found = await stat(path);
    expect(
      found.isFile(),
      `${path} is no file but a ${found.isDirectory() ? 'folder' : 'pipe or a device'}: give the path of a picture.`,
    );
    const { size } = found;
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
