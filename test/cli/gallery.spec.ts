import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { residualBackbone } from '../../src/models/backbones/residual';
import { saveCheckpoint } from '../../src/models/checkpoint';
import { runHere, type Run } from './in-process';

describe('facelab gallery', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-gallery-cli-'));
  const at = (...parts: string[]): string => path.join(folder, ...parts);
  const kept = at('kept');
  const model = ['--model', at('model'), '--aligned', '--json'];
  const gallery = (command: string, ...args: string[]): Promise<Run> => runHere(['gallery', command, kept, ...args]);
  const answer = ({ out, err }: Run): Record<string, unknown> => {
    assert.notEqual(out, '', err);
    return JSON.parse(out);
  };
  let names: string[] = [];

  before(async () => {
    const size = ['--identities', '6', '--pictures', '3', '--size', '16'];
    assert.equal((await runHere(['celebrities', '--out', at('people'), ...size])).code, 0);
    names = readdirSync(at('people')).sort();
    mkdirSync(at('later'));
    renameSync(at('people', names[5]), at('later', names[5]));
    for (const [name, seed] of [
      ['model', 1],
      ['other', 2],
    ] as const) {
      const backbone = residualBackbone({ size: 16, dim: 8, widths: [8], seed });
      await saveCheckpoint(at(name), { backbone, tensors: {}, notes: { size: 16, threshold: 0.4 } });
      backbone.dispose();
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps people, adds more, and says who somebody is', async () => {
    const started = await gallery('add', at('people'), ...model);
    assert.deepEqual(answer(started), { added: 15, kind: 'exact', pictures: 15, people: 5 });
    const again = await gallery('add', at('people'), ...model);
    assert.deepEqual(answer(again), { added: 0, kind: 'exact', pictures: 15, people: 5 });
    assert.equal(again.err, '15 left out because the gallery has them already.\n');
    assert.deepEqual(answer(await gallery('add', at('later'), ...model)), {
      added: 3,
      kind: 'exact',
      pictures: 18,
      people: 6,
    });

    const probe = at('later', names[5], '2.png');
    const found = await gallery('search', probe, ...model, '--top', '2');
    assert.equal(found.code, 0, found.err);
    const { known, people } = answer(found) as {
      known: boolean;
      people: { name: string; distance: number; picture: string }[];
    };
    assert.ok(known);
    assert.equal(people.length, 2);
    assert.deepEqual([people[0].name, people[0].picture], [names[5], probe]);
    assert.ok(Math.abs(people[0].distance) < 1e-6);
    const { out } = await gallery('search', probe, ...model.slice(0, 3));
    assert.match(
      out,
      new RegExp(`^${names[5]} \\(distance -?0\\.000, threshold 0\\.400\\)\\.\n\nname +distance +picture\n`),
    );

    const { network, ...info } = answer(await gallery('info', '--json'));
    assert.match(network as string, /^network [0-9a-f]{16}$/);
    assert.deepEqual(info, {
      kind: 'exact',
      dim: 8,
      pictures: 18,
      people: names.map((name) => ({ name, pictures: 3 })),
    });
  });

  it('answers the same through an index', async () => {
    const search = ['search', at('people', names[0], '1.png'), ...model] as const;
    const exact = answer(await gallery(...search));
    const changed = await gallery('add', at('people'), ...model, '--kind', 'usearch');
    assert.deepEqual(answer(changed), { added: 0, kind: 'usearch', pictures: 18, people: 6 });
    assert.deepEqual(answer(await gallery(...search)), exact);
    const { out } = await gallery('info');
    assert.match(
      out,
      /^18 pictures of 6 people, 8 numbers each, by the network [0-9a-f]{16}; searched through an index \(usearch\)\.$/m,
    );
  });

  it('refuses another network in one sentence', async () => {
    const other = ['--model', at('other'), '--aligned'];
    const calls: [string, ...string[]][] = [
      ['add', at('people'), ...other],
      ['search', at('people', names[0], '1.png'), ...other],
      ['search', at('people', names[0], '1.png')],
    ];
    for (const args of calls) {
      const { code, out, err } = await gallery(...args);
      assert.deepEqual([code, out], [2, '']);
      assert.match(
        err,
        /^facelab: The gallery in .*kept was made with the network \w+, and this is the [^\n]+: give the network of the gallery, or make another gallery\.\n$/,
      );
    }
  });

  it('deletes people, all that are named or none', async () => {
    const refused = await gallery('remove', names[0], 'nobody');
    assert.equal(refused.code, 2);
    assert.match(
      refused.err,
      /has nobody called "nobody": facelab gallery info lists its people\. Nobody was deleted\.\n$/,
    );
    assert.equal((answer(await gallery('info', '--json')).people as []).length, 6);

    const removed = await gallery('remove', names[0], names[2]);
    assert.equal(removed.out, `6 pictures deleted; ${kept} has 12 of 4 people.\n`);
    const found = answer(await gallery('search', at('people', names[0], '1.png'), ...model, '--top', '9'));
    const left = [1, 3, 4, 5].map((index) => names[index]);
    assert.deepEqual((found.people as { name: string }[]).map(({ name }) => name).sort(), left);
    for (const file of readdirSync(kept)) assert.ok(!readFileSync(path.join(kept, file)).includes(names[0]), file);

    assert.equal((await gallery('remove', ...left)).code, 0);
    assert.match(
      (await gallery('search', at('people', names[0], '1.png'), ...model)).err,
      /has no people: facelab gallery add adds some\.\n$/,
    );
  });

  it('names the command whose help says more', async () => {
    assert.match((await runHere(['gallery', 'add', kept])).err, /See npx facelab gallery add --help\.\n$/);
    assert.match((await runHere(['gallery', 'nonsense'])).err, /^facelab: .*See npx facelab gallery --help\.\n$/);
  });
});
