import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../src/base/errors';
import { readFolder } from '../../src/data/folder';
import { withFolder } from './drawn-face';

async function fill(folder: string, files: string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), 'not opened here');
  }
}

describe('data/folder', () => {
  it('lists NAME/*.picture, numbers in their order, whatever the ending is written like', async () => {
    await withFolder(async (folder) => {
      await fill(folder, [
        'Ben/ben10.png',
        'Ben/ben2.JPEG',
        'Ben/ben1.webp',
        'Anna Lee/a b.jpg',
        'Anna Lee/c.Tif',
        '김연아/하나.avif',
      ]);
      const { records, problems } = await readFolder(folder);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        records.map(({ path, name }) => [name, path.slice(folder.length + 1)]),
        [
          ['Anna Lee', join('Anna Lee', 'a b.jpg')],
          ['Anna Lee', join('Anna Lee', 'c.Tif')],
          ['Ben', join('Ben', 'ben1.webp')],
          ['Ben', join('Ben', 'ben2.JPEG')],
          ['Ben', join('Ben', 'ben10.png')],
          ['김연아', join('김연아', '하나.avif')],
        ],
      );
    });
  });

  it('gives a name in composed letters, however the folder spells it', async () => {
    await withFolder(async (folder) => {
      await fill(folder, ['Ame\u0301lie/1.jpg']);
      const { records } = await readFolder(folder);
      assert.equal(records[0].name, 'Am\u00e9lie');
      assert.ok(records[0].path.includes('Ame\u0301lie'));
    });
  });

  it('passes over hidden files and tells everything else that it does not read', async () => {
    await withFolder(async (folder) => {
      await fill(folder, [
        '.DS_Store', '.hidden/x.jpg', 'Anna/.x.jpg', 'Anna/Thumbs.db', 'Anna/desktop.ini', 'Anna/1.jpg',
        'Anna/notes.txt', 'Anna/old/2.jpg', 'README.md', 'loose.jpg', 'Zoe/list.csv',
      ]); // prettier-ignore
      await mkdir(join(folder, 'Empty'));
      await symlink(join(folder, 'nowhere.jpg'), join(folder, 'Anna', 'link.jpg'));
      const { records, problems } = await readFolder(folder);
      assert.deepEqual(records, [{ path: join(folder, 'Anna', '1.jpg'), name: 'Anna' }]);
      assert.ok(
        problems.every(
          ({ path, problem, skipped }) => skipped && problem.startsWith(`${path} `) && problem.endsWith('.'),
        ),
      );
      const told = problems.map(({ path, problem }) =>
        problem.replace(path, path.slice(folder.length + 1).replaceAll('\\', '/')),
      );
      assert.deepEqual(told, [
        'Anna/link.jpg is a link to nothing or cannot be read.',
        'Anna/notes.txt is not taken for a picture: its name does not end in .jpg, .jpeg, .jfif, .png, .webp, .gif, .tif, .tiff or .avif.',
        'Anna/old is a folder within a person’s folder and is not searched: move its pictures up.',
        'Empty has no pictures, so the person is left out.',
        'loose.jpg lies beside the persons’ folders: put it into a folder that has the person’s name.',
        'README.md is not read: only folders with a person’s name are expected here.',
        'Zoe/list.csv is not taken for a picture: its name does not end in .jpg, .jpeg, .jfif, .png, .webp, .gif, .tif, .tiff or .avif.',
        'Zoe has no pictures, so the person is left out.',
      ]);
    });
  });

  it('opens no pipe, and says how to convert what cannot be decoded', async function () {
    if (process.platform === 'win32') this.skip();
    await withFolder(async (folder) => {
      await fill(folder, ['Anna/1.HEIC', 'Anna/2.bmp', 'Anna/3.jpg']);
      execFileSync('mkfifo', [join(folder, 'Anna', '4.jpg')]);
      const { records, problems } = await readFolder(folder);
      assert.deepEqual(records, [{ path: join(folder, 'Anna', '3.jpg'), name: 'Anna' }]);
      assert.deepEqual(problems.length, 3);
      assert.match(
        problems[0].problem,
        /1\.HEIC is not read: it is HEIC, so save it as JPEG \(macOS: sips .* magick IN\.heic OUT\.jpg\)\.$/,
      );
      assert.match(problems[1].problem, /2\.bmp is not read: it is BMP, so save it as PNG/);
      assert.match(problems[2].problem, /4\.jpg is no file but a pipe, socket or device, and is not opened\.$/);
    });
  });

  it('says so when there is no such folder', async () => {
    await withFolder(async (folder) => {
      await fill(folder, ['file.txt']);
      await assert.rejects(
        readFolder(join(folder, 'none')),
        (error: Error) => error instanceof InputError && /does not exist/.test(error.message),
      );
      await assert.rejects(
        readFolder(join(folder, 'file.txt')),
        /file\.txt is a file, but a folder with a folder of pictures/,
      );
    });
  });
});
