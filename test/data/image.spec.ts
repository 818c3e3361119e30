import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Colour, type Sharp } from 'sharp';
import { InputError } from '../../src/base/errors';
import { decodePicture, encodePng, largestDecoded, largestFile, readPicture, writePng } from '../../src/data/image';
import { withFolder } from './drawn-face';

/** Left half red, right half blue, 24×16. */
const halves = (): Sharp =>
  sharp(
    Buffer.from(
      '<svg width="24" height="16"><rect width="12" height="16" fill="#f00"/><rect x="12" width="12" height="16" fill="#00f"/></svg>',
    ),
  ).removeAlpha();

const flat = (background: Colour, channels: 3 | 4 = 3): Sharp =>
  sharp({ create: { width: 8, height: 6, channels, background } });

function colourAt({ width, pixels }: { width: number; pixels: Uint8Array }, x: number, y: number): number[] {
  return Array.from(pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3));
}

function near(actual: number[], expected: number[], tolerance: number): void {
  assert.ok(
    actual.every((value, i) => Math.abs(value - expected[i]) <= tolerance),
    `${actual} is not about ${expected}`,
  );
}

describe('data/image', () => {
  for (const format of ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const) {
    it(`decodes ${format}`, async () => {
      const picture = await decodePicture(await halves().toFormat(format, { quality: 95 }).toBuffer());
      assert.deepEqual([picture.width, picture.height, picture.pixels.length], [24, 16, 24 * 16 * 3]);
      near(colourAt(picture, 3, 8), [255, 0, 0], 12);
      near(colourAt(picture, 20, 8), [0, 0, 255], 12);
    });
  }

  it('turns a picture upright by each of the eight EXIF orientations', async () => {
    const redAt: Record<number, string> = {
      1: 'left',
      2: 'right',
      3: 'right',
      4: 'left',
      5: 'top',
      6: 'top',
      7: 'bottom',
      8: 'bottom',
    };
    for (const [orientation, side] of Object.entries(redAt)) {
      const bytes = await halves()
        .withMetadata({ orientation: Number(orientation) })
        .jpeg({ quality: 95 })
        .toBuffer();
      const picture = await decodePicture(bytes);
      const { width, height } = picture;
      assert.deepEqual([width, height], Number(orientation) > 4 ? [16, 24] : [24, 16], `orientation ${orientation}`);
      const place = {
        left: [3, height >> 1],
        right: [width - 4, height >> 1],
        top: [width >> 1, 3],
        bottom: [width >> 1, height - 4],
      };
      const [x, y] = place[side as keyof typeof place];
      near(colourAt(picture, x, y), [255, 0, 0], 12);
    }
  });

  it('spreads grey to three channels, lays transparency on white, reduces 16 bits to 8', async () => {
    const grey = await flat({ r: 90, g: 90, b: 90, alpha: 1 }).toColourspace('b-w').png().toBuffer();
    assert.equal((await sharp(grey).metadata()).channels, 1);
    assert.deepEqual(colourAt(await decodePicture(grey), 1, 1), [90, 90, 90]);

    const half = await flat({ r: 0, g: 0, b: 200, alpha: 0.5 }, 4).png().toBuffer();
    near(colourAt(await decodePicture(half), 1, 1), [127, 127, 227], 1);

    const greyAlpha = await flat({ r: 0, g: 0, b: 0, alpha: 0 }, 4).toColourspace('b-w').png().toBuffer();
    assert.equal((await sharp(greyAlpha).metadata()).channels, 2);
    assert.deepEqual(colourAt(await decodePicture(greyAlpha), 1, 1), [255, 255, 255]);

    const deep = await flat({ r: 10, g: 100, b: 200, alpha: 1 }).toColourspace('rgb16').png().toBuffer();
    assert.equal((await sharp(deep).metadata()).depth, 'ushort');
    assert.deepEqual(colourAt(await decodePicture(deep), 1, 1), [10, 100, 200]);

    const deepGrey = await flat({ r: 77, g: 77, b: 77, alpha: 1 }).toColourspace('grey16').png().toBuffer();
    assert.equal((await sharp(deepGrey).metadata()).depth, 'ushort');
    near(colourAt(await decodePicture(deepGrey), 1, 1), [77, 77, 77], 1);
  });

  it('converts CMYK', async () => {
    const bytes = await flat({ r: 200, g: 60, b: 40, alpha: 1 }).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    assert.equal((await sharp(bytes).metadata()).space, 'cmyk');
    near(colourAt(await decodePicture(bytes), 2, 2), [200, 60, 40], 30);
  });

  it('takes the first picture of an animation', async () => {
    const frames = Buffer.concat([Buffer.alloc(4 * 4 * 3, 255), Buffer.alloc(4 * 4 * 3, 0)]);
    const gif = await sharp(frames, { raw: { width: 4, height: 8, channels: 3, pageHeight: 4 } })
      .gif({ delay: [50, 50] })
      .toBuffer();
    assert.equal((await sharp(gif).metadata()).pages, 2);
    const picture = await decodePicture(gif);
    assert.deepEqual([picture.width, picture.height, ...colourAt(picture, 2, 2)], [4, 4, 255, 255, 255]);
    assert.equal(picture.frames, 2);
  });

  it('tells by name what is wrong with an empty, foreign, cut-off or huge picture', async () => {
    const whole = await halves().resize(240, 160).jpeg().toBuffer();
    const png = await halves().resize(240, 160).png().toBuffer();
    const noise = await sharp({
      create: {
        width: 64,
        height: 64,
        channels: 3,
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
        background: '#000',
      },
    })
      .png()
      .toBuffer();
    const damaged = Buffer.from(noise);
    damaged.fill(0, damaged.length >> 1, (damaged.length >> 1) + 200);
    const refused: [Uint8Array, RegExp][] = [
      [Buffer.alloc(0), /^anna\.jpg is empty \(0 bytes\)/],
      [
        Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
        /^anna\.jpg is no picture that can be read: it is HEIC, so save/,
      ],
      [Buffer.from('BM and so on'), /^anna\.jpg is no picture that can be read: it is BMP, so save/],
      [Buffer.from('this is text'), /^anna\.jpg is no picture that can be read/],
      [whole.subarray(0, whole.length >> 1), /^anna\.jpg is broken and cannot be decoded/],
      [png.subarray(0, png.length >> 1), /^anna\.jpg is broken and cannot be decoded/],
      [damaged, /^anna\.jpg is broken and cannot be decoded/],
    ];
    for (const [bytes, sentence] of refused) {
      await assert.rejects(decodePicture(bytes, 'anna.jpg'), (error: Error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.match(error.message, sentence);
        return true;
      });
    }
  });

  it('makes a large picture smaller while it decodes it, upright and in its own proportions', async () => {
    const bytes = await sharp(await halves().png().toBuffer())
      .resize(6000, 4000, { kernel: 'nearest' })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 70 })
      .toBuffer();
    const picture = await decodePicture(bytes);
    const { width, height } = picture;
    assert.ok(width * height <= largestDecoded && width * height > 0.98 * largestDecoded, `${width}×${height}`);
    assert.ok(Math.abs(height / width - 1.5) < 0.002, `${width}×${height}`);
    near(colourAt(picture, width >> 1, 10), [255, 0, 0], 12);
    near(colourAt(picture, width >> 1, height - 10), [0, 0, 255], 12);
  });

  it('reads no pipe and no folder', async function () {
    if (process.platform === 'win32') this.skip();
    await withFolder(async (folder) => {
      await assert.rejects(readPicture(folder), /is no file but a folder/);
      execFileSync('mkfifo', [join(folder, 'x.jpg')]);
      await assert.rejects(readPicture(join(folder, 'x.jpg')), /x\.jpg is no file but a pipe or a device/);
    });
  });

  it('refuses a huge picture by its header alone', async () => {
    const small = await flat({ r: 1, g: 1, b: 1, alpha: 1 }).png({ compressionLevel: 0 }).toBuffer();
    small.writeUInt32BE(20000, 16);
    small.writeUInt32BE(20000, 20);
    await withFolder(async (folder) => {
      const path = join(folder, 'huge.png');
      await writeFile(path, fixHeader(small));
      // In a process of its own, whose memory nobody else takes.
      const program = `require('tsx/cjs'); const { readPicture } = require('./src/data/image');
        const before = process.memoryUsage().rss;
        readPicture(process.argv[1]).catch(({ message }) => console.log(JSON.stringify([message, process.memoryUsage().rss - before])));`; // prettier-ignore
      const said = execFileSync(process.execPath, ['-e', program, path], { cwd: join(__dirname, '../..'), encoding: 'utf8' }); // prettier-ignore
      const [message, bytes] = JSON.parse(said) as [string, number];
      assert.match(message, /huge\.png has 20000×20000 pixels, more than the 100 megapixels/);
      assert.ok(bytes < 200e6, `${bytes} bytes`);
      await truncate(path, largestFile + 2 ** 20);
      await assert.rejects(readPicture(path), /huge\.png has 257 MiB, more than the 256 MiB/);
      await assert.rejects(readPicture(join(folder, 'gone.png')), /gone\.png cannot be read/);
    });
  });

  it('writes a PNG that reads back the same, in one stroke', async () => {
    await withFolder(async (folder) => {
      const pixels = Uint8Array.from({ length: 5 * 3 * 3 }, (_, i) => i * 5);
      const path = join(folder, 'made', 'on the way', 'ünï.png');
      await writePng(path, { width: 5, height: 3, pixels });
      assert.deepEqual(await readPicture(path), { width: 5, height: 3, pixels });
      assert.deepEqual(await readFile(path), await encodePng({ width: 5, height: 3, pixels }));
      assert.deepEqual(await readdir(folder), ['made']);
    });
  });
});

/** The PNG header's checksum after its size was changed. */
function fixHeader(png: Buffer): Buffer {
  let crc = 0xffffffff;
  for (const byte of png.subarray(12, 29)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  png.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 29);
  return png;
}
