import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Context } from 'mocha';
import sharp from 'sharp';
import type { Point } from '../../src/data/align';

/** Where a person stands in a drawn picture: the middle of the face and the half of its height. */
export interface Place {
  x: number;
  y: number;
  radius: number;
}

/** A PNG of people drawn well enough for the detector to take them for people. */
export async function drawPeople(width: number, height: number, places: Place[]): Promise<Buffer> {
  const people = places.map(({ x, y, radius: r }) => {
    return `<ellipse cx="${x}" cy="${y + r * 2.4}" rx="${r * 1.6}" ry="${r * 1.3}" fill="#2f4a6b"/>
      <rect x="${x - r * 0.35}" y="${y + r * 0.6}" width="${r * 0.7}" height="${r * 0.8}" fill="#c08a66"/>
      <g transform="translate(${x} ${y}) scale(${r / 100})">${head}</g>`;
  });
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <defs><radialGradient id="skin" cx=".45" cy=".4" r=".7"><stop offset="0" stop-color="#f0c7a4"/>
      <stop offset=".7" stop-color="#dca47d"/><stop offset="1" stop-color="#a8714f"/></radialGradient></defs>
      <rect width="100%" height="100%" fill="#7f95a8"/>${people.join('')}</svg>`),
  )
    .png()
    .toBuffer();
}

/** Where the drawing has its eyes, tip of the nose and corners of the mouth. */
export function drawnLandmarks({ x, y, radius }: Place): Point[] {
  const points: Point[] = [
    [-32, -16],
    [32, -16],
    [0, 20],
    [-27, 52],
    [27, 52],
  ];
  return points.map(([u, v]) => [x + (u * radius) / 100, y + (v * radius) / 100]);
}

const eye = (x: number): string => `<ellipse cx="${x}" cy="-16" rx="15" ry="8" fill="#f4efe9"/>
  <circle cx="${x}" cy="-16" r="7.5" fill="#4a3520"/><circle cx="${x}" cy="-16" r="3.5" fill="#000"/>`;
const head = `<path d="M-82 -40Q-95 -140 0 -140Q95 -140 82 -40L78 10L-78 10Z" fill="#3a2a1c"/>
  <ellipse cx="0" cy="0" rx="74" ry="100" fill="url(#skin)"/>
  <path d="M-74 -30Q-60 -95 0 -92Q60 -95 74 -30Q70 -120 0 -122Q-70 -120 -74 -30Z" fill="#3a2a1c"/>
  <path d="M-52 -34Q-32 -46 -14 -36M52 -34Q32 -46 14 -36" stroke="#332214" stroke-width="6" fill="none"/>
  ${eye(-32)}${eye(32)}
  <path d="M-48 -18Q-32 -30 -16 -16M48 -18Q32 -30 16 -16" stroke="#2a1a10" stroke-width="3" fill="none"/>
  <path d="M-6 -15Q-12 15 -15 24Q0 34 15 24Q12 15 6 -15" fill="#c98f6b" opacity=".5"/>
  <ellipse cx="-7" cy="26" rx="4" ry="2.5" fill="#7a4a35"/><ellipse cx="7" cy="26" rx="4" ry="2.5" fill="#7a4a35"/>
  <path d="M-27 52Q-10 45 0 48Q10 45 27 52Q0 70 -27 52Z" fill="#b25b55"/>
  <path d="M-27 52Q0 57 27 52" stroke="#6e2f2d" stroke-width="2.5" fill="none"/>`;

/** Runs the work with a folder of its own, which is gone afterwards. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'facelab-data-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The folder of real photographs; without it the test is skipped and says what to do. */
export function photographs(test: Context, inside: string): string {
  const folder = join(process.env.FACELAB_PHOTOS ?? resolve(__dirname, '../../../shared/photos'), inside);
  if (!existsSync(folder)) {
    console.log(`      skipped: no photographs at ${folder}; set FACELAB_PHOTOS to a folder that has ${inside}/`);
    test.skip();
  }
  return folder;
}
