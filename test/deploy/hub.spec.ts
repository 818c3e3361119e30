import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubLog, startHub, type RunningHub } from '../../bench/hub/hub';
import { logIn, openNotebook, readOwnText, signUp, startServer, stopServer } from '../../bench/hub/user';
import { root } from '../../src/workshop/python';
import { keep, withBrowser } from '../browser/with-browser';

const start = join(root, 'deploy', 'hub', 'start.js');
const password = 'a-long-password-17';

describe('a hub on one machine', function () {
  this.timeout(900_000);
  const browser = withBrowser();
  const folder = join(root, '.facelab', 'hub-test');
  let hub: RunningHub;

  before(async function () {
    // A hub hands the course out: a student edition has nothing to hand out.
    if (!existsSync(join(root, 'solutions'))) this.skip();
    for (const name of ['state', 'homes']) rmSync(join(folder, name), { recursive: true, force: true });
    hub = await startHub(folder, [], { FACELAB_PRESET: 'quick' });
  });
  after(async () => {
    await hub?.stop();
  });

  it('says where it is, who lets people in, and that nothing limits them where systemd does not run', () => {
    assert.match(hub.printed(), /^address {2}http:\/\/127\.0\.0\.1:\d+$/m);
    assert.match(hub.printed(), /^teacher {2}sign up as teacher first, before others can$/m);
    assert.match(hub.printed(), /^limits {3}(none: systemd does not run here|4 GB for each student)/m);
  });

  it('lets nobody in whom the teacher has not let in, in a real browser', async () => {
    const page = await browser().newPage({ viewport: { width: 1280, height: 800 } });
    await signUp(hub, 'teacher', password);
    await signUp(hub, 'ada', password);
    await signUp(hub, 'ben', password);
    assert.equal(await logIn(hub, 'ada', password), false);

    await page.goto(`${hub.address}/hub/login`);
    await page.fill('#username_input', 'teacher');
    await page.fill('#password_input', password);
    await page.click('#login_submit');
    await page.waitForURL(/\/(spawn|user)/);
    await page.goto(`${hub.address}/hub/authorize`);
    for (const name of ['ada', 'ben']) {
      await page.goto(`${hub.address}/hub/authorize/${name}`);
    }
    keep('hub-authorise.png', await page.screenshot());
    await page.close();
    assert.deepEqual([await logIn(hub, 'ada', password), await logIn(hub, 'ben', password)], [true, true]);
    assert.equal(await logIn(hub, 'ben', 'a-wrong-password'), false);
  });

  it('gives two students a copy each, in which cells run and what one writes is not seen by the other', async () => {
    await Promise.all(['ada', 'ben'].map((name) => startServer(hub, name)));
    const results = await Promise.all(
      ['ada', 'ben'].map(async (name) => {
        const kernel = await openNotebook(hub, name, 'notebooks/00-welcome.ipynb');
        await kernel.run("import { writeFileSync } from 'fs';");
        await kernel.run(`writeFileSync('exercises/note-of-${name}.txt', '${name}');`);
        const [output] = await kernel.run("import { homedir } from 'os';\nconsole.log(homedir(), process.cwd());");
        kernel.close();
        return String(output.text).trim().split(' ');
      }),
    );
    const homes = ['ada', 'ben'].map((name) => join(folder, 'homes', name));
    assert.deepEqual(
      results.map(([home]) => home),
      homes,
    );
    assert.deepEqual(
      homes.map((home) => readdirSync(join(home, 'course', 'exercises')).filter((name) => name.startsWith('note-of-'))),
      [['note-of-ada.txt'], ['note-of-ben.txt']],
    );
    assert.match(await readOwnText(hub, 'ada', 'exercises/00-welcome/cosine-similarity.ts'), /TODO/);
    assert.deepEqual(
      homes.map((home) => existsSync(join(home, 'course', 'solutions'))),
      [false, false],
    );
  });

  it('shows the course in a browser, a cell of which runs', async () => {
    const page = await browser().newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${hub.address}/hub/login`);
    await page.fill('#username_input', 'ada');
    await page.fill('#password_input', password);
    await page.click('#login_submit');
    await page.waitForSelector('.jp-Notebook .jp-CodeCell', { timeout: 180_000 });
    assert.equal(new URL(page.url()).pathname, '/user/ada/lab/tree/notebooks/00-welcome.ipynb');
    await page.locator('.jp-Notebook h1').first().waitFor();
    keep('hub-lab.png', await page.screenshot());
    await page.close();
  });

  it('stops a server and leaves the home', async () => {
    await Promise.all(['ada', 'ben'].map((name) => stopServer(hub, name)));
    assert.ok(existsSync(join(folder, 'homes', 'ada', 'course', 'exercises', 'note-of-ada.txt')));
    const running = (): string[] =>
      execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes(join(folder, 'homes')));
    // A kernel looks every two seconds whether its server is there.
    for (let tries = 0; running().length > 0 && tries < 400; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    assert.deepEqual(running(), []);
  });

  it('wrote no error into its log, which only its owner may read', () => {
    const complaints = hubLog(folder)
      .split('\n')
      .filter((line) => /^\[[CE] /.test(line));
    assert.deepEqual(complaints, []);
  });
});

describe('npm run hub', () => {
  const say = (...args: string[]): string => {
    const { stderr, status } = spawnSync(process.execPath, [start, ...args], { cwd: root, encoding: 'utf8' });
    assert.equal(status, 1);
    return stderr;
  };

  it('says in a sentence what is wrong with an option', () => {
    assert.equal(say('--port', 'zero'), 'facelab: --port is "zero".\nIt must be a whole number from 1 to 65535.\n');
    assert.match(say('--teacher', '../x'), /^facelab: --teacher is "\.\.\/x"\.\nA name has small letters/);
    assert.match(
      say('--nonsense'),
      /^facelab: Unknown option '--nonsense'\.\nnpm run hub -- --help lists the options\.\n$/,
    );
  });

  it('hands finished worlds on, and takes away those that are gone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'worlds-'));
    const { shareWorlds } = require('../../deploy/hub/prepare') as {
      shareWorlds: (from: string, to: string) => void;
    };
    const [from, to] = ['from', 'to'].map((name) => join(folder, name));
    const write = (name: string): void => {
      mkdirSync(join(from, name), { recursive: true });
      writeFileSync(join(from, name, 'part-0000.rgb'), name);
    };
    ['drawn', 'half'].forEach(write);
    writeFileSync(join(from, 'drawn', 'world.json'), '{}');
    shareWorlds(from, to);
    assert.deepEqual(readdirSync(to), ['drawn']);
    assert.equal(readFileSync(join(to, 'drawn', 'part-0000.rgb'), 'utf8'), 'drawn');
    rmSync(join(from, 'drawn'), { recursive: true });
    shareWorlds(from, to);
    assert.deepEqual(readdirSync(to), []);
    shareWorlds(join(folder, 'nowhere'), to);
    rmSync(folder, { recursive: true });
  });
});
