import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Argument, Command, Option } from 'commander';
import { facelabProgram } from '../../src/cli/program';
import { matrixFrom } from '../../src/base/matrix';
import { networkName } from '../../src/gallery/network';
import { newGallery } from '../../src/gallery/open';
import { residualBackbone } from '../../src/models/backbones/residual';
import { saveCheckpoint } from '../../src/models/checkpoint';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk';
import { runHere, type Run } from './in-process';

/** Something that a command cannot use, and the exit codes that say so. */
interface Broken {
  kind: string;
  value: string;
  codes?: number[];
}

/** What an argument or the value of an option stands for. */
type Slot =
  | 'rate'
  | 'number'
  | 'choice'
  | 'picture'
  | 'people'
  | 'model'
  | 'gallery'
  | 'new gallery'
  | 'submissions'
  | 'newer handout'
  | 'table'
  | 'new file'
  | 'new folder'
  | 'name'
  | 'redis'
  | 'free';

/** By `command slot` where the slot's own name does not say it. */
const slots: Record<string, Slot> = {
  'celebrities --out': 'new folder',
  'train --out': 'new folder',
  'train --photos': 'people',
  'embed folder': 'people',
  'embed --out': 'new file',
  'verify first': 'picture',
  'verify second': 'picture',
  'identify probe': 'picture',
  'identify --gallery': 'people',
  'unlock folder': 'people',
  'gallery add gallery': 'new gallery',
  'gallery add folder': 'people',
  'gallery search gallery': 'gallery',
  'gallery search probe': 'picture',
  'gallery remove gallery': 'gallery',
  'gallery remove names': 'name',
  'gallery info gallery': 'gallery',
  'handout folder': 'new folder',
  'reset chapter': 'name',
  'reset --to': 'name',
  'update course': 'newer handout',
  'grade folder': 'submissions',
  'grade --out': 'new folder',
  'grade --chapters': 'name',
  'grade --due': 'name',
  'grade --late': 'number',
  'grade --grace': 'number',
  'grade --roster': 'table',
  'grade --adjustments': 'table',
  'experiment name': 'name',
  'experiment --only': 'name',
  'experiment --queue': 'redis',
  'grade --queue': 'redis',
  'worker --queue': 'redis',
  'worker --memory': 'number',
  'queue --queue': 'redis',
  // A folder of results, looked at once a Redis answers.
  'experiment --store': 'free',
  'grade --store': 'free',
  'worker --store': 'free',
  'grade --token-file': 'table',
  'worker --token-file': 'table',
  'rehearse numbers': 'name',
  'publish numbers': 'name',
  'slides numbers': 'name',
  'slides --out': 'new folder',
  'export numbers': 'name',
  'export --out': 'new folder',
  'site folder': 'new folder',
  // Passed on to JupyterLab as they are.
  'lab options': 'free',
};

/** A port at which nothing answers. */
const unreachable = 'redis://127.0.0.1:1';

/** A value that a command takes, in the place of each argument that it must have. */
const valid = (at: (...parts: string[]) => string): Record<string, string[]> => {
  const model = ['--model', at('model'), '--aligned'];
  return {
    doctor: [],
    lab: [],
    celebrities: ['--out', at('drawn'), '--identities', '1', '--pictures', '1', '--size', '16'],
    train: ['--out', at('trained'), '--photos', at('people'), '--aligned', '--preset', 'quick'],
    embed: [at('people'), '--out', at('vectors.csv'), ...model],
    verify: [at('person.png'), at('person.png'), ...model],
    identify: [at('person.png'), '--gallery', at('people'), ...model],
    unlock: [at('people'), ...model],
    'gallery add': [at('new.gallery'), at('people'), ...model],
    'gallery search': [at('gallery'), at('person.png'), ...model],
    'gallery remove': [at('gallery'), 'Ann'],
    'gallery info': [at('gallery')],
    // A seed that is not recorded, so that there is something to do.
    experiment: ['toy-margins', '--seeds', '6'],
    worker: ['--queue', unreachable],
    queue: ['--queue', unreachable],
    rehearse: ['0'],
    publish: ['0'],
    slides: ['0', '--out', at('slides')],
    export: ['0', '--out', at('pages')],
    site: [at('site')],
    handout: [at('course')],
    reset: ['0'],
    update: [at('course')],
    grade: [at('submissions'), '--out', at('graded'), '--chapters', '00-welcome'],
  };
};

const rates = ['x', '-1', 'NaN', '1e999', '12abc', ' '].map((value): Broken => ({
  kind: `the number "${value}"`,
  value,
}));
const numbers = [...rates, { kind: 'the number "0.5"', value: '0.5' }];
const words: Broken[] = [
  { kind: 'a name that nothing has', value: 'nonsense' },
  { kind: 'a name with control characters', value: 'non\u001b[31m\nsense' },
];

/** Commands that start no engine in their own process, or report on every engine. */
const withoutEngine = [
  'doctor',
  'lab',
  'celebrities',
  'rehearse',
  'publish',
  'slides',
  'export',
  'site',
  'handout',
  'reset',
  'update',
  'grade',
  'worker',
  'queue',
  'gallery remove',
  'gallery info',
];

/** Every command that does something, by its full name: `gallery` has commands of its own. */
const commandsOf = (program: Command, before: string[] = []): [name: string, command: Command][] =>
  program.commands.flatMap((command) => {
    const names = [...before, command.name()];
    return command.commands.length > 0 ? commandsOf(command, names) : [[names.join(' '), command] as [string, Command]];
  });

describe('broken input', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-broken-'));
  const at = (...parts: string[]): string => path.join(folder, ...parts);
  let disk: SmallDisk | undefined;

  before(async () => {
    const drawn = await runHere([
      'celebrities',
      '--out',
      at('people'),
      '--identities',
      '12',
      '--pictures',
      '2',
      '--size',
      '16',
    ]);
    assert.equal(drawn.code, 0, drawn.err);
    const [name] = readdirSync(at('people'));
    cpSync(at('people', name, '1.png'), at('person.png'));
    const picture = readFileSync(at('person.png'));
    writeFileSync(at('empty.png'), '');
    writeFileSync(at('garbage.png'), 'no picture');
    writeFileSync(at('cut.png'), picture.subarray(0, picture.length / 2));
    symlinkSync(at('nowhere'), at('dangling.png'));
    symlinkSync(at('circle.png'), at('circle.png'));
    spawnSync('mkfifo', [at('pipe.png')]);
    mkdirSync(at('bare'));
    mkdirSync(at('loose'));
    cpSync(at('person.png'), at('loose', 'a.png'));
    for (const person of ['a', 'b'])
      for (const broken of ['empty', 'garbage', 'cut']) {
        mkdirSync(at('unusable', person), { recursive: true });
        cpSync(at(`${broken}.png`), at('unusable', person, `${broken}.png`));
      }
    mkdirSync(at('submissions', 'ann'), { recursive: true });
    writeFileSync(at('submissions', 'ann', 'cosine.ts'), '');

    const backbone = residualBackbone({ size: 16, dim: 4, widths: [8], seed: 1 });
    await saveCheckpoint(at('model'), { backbone, tensors: {}, notes: { size: 16, threshold: 0.4 } });
    await saveCheckpoint(at('model-of-words'), { backbone, tensors: {}, notes: { size: 16, threshold: 'small' } });
    await saveCheckpoint(at('model-of-32'), { backbone, tensors: {}, notes: { size: 32, threshold: 0.4 } });
    backbone.dispose();
    const gallery = await newGallery('usearch', await networkName(at('model')), 4);
    await gallery.add([{ name: 'Ann', source: 'a' }], matrixFrom([[1, 0, 0, 0]]));
    await gallery.save(at('gallery'));
    const other = await newGallery('exact', 'pretrained descriptor', 128);
    await other.save(at('gallery-of-another'));
    for (const damage of ['vectors', 'index', 'gallery.json']) {
      cpSync(at('gallery'), at(`gallery-without-${damage}`), { recursive: true });
      const file = readdirSync(at('gallery')).find((name) => name.startsWith(damage))!;
      writeFileSync(at(`gallery-without-${damage}`, file), '{"half');
    }
    for (const damage of ['flipped', 'lost', 'no-json'])
      cpSync(at('model'), at(`model-${damage}`), { recursive: true });
    const weights = readdirSync(at('model')).find((file) => file.startsWith('weights'))!;
    const bytes = readFileSync(at('model', weights));
    bytes[100] ^= 1;
    writeFileSync(at('model-flipped', weights), bytes);
    rmSync(at('model-lost', weights));
    writeFileSync(at('model-no-json', 'model.json'), '{"half');

    const mounted = mountSmallDisk(64);
    if (typeof mounted === 'string') console.log(`      ${mounted}`);
    else disk = mounted;
  });

  after(() => {
    disk?.unmount();
    rmSync(folder, { recursive: true, force: true });
  });

  const noPath = (): Broken[] => [
    { kind: 'a path that leads nowhere', value: at('nowhere') },
    { kind: 'a link that leads nowhere', value: at('dangling.png') },
    { kind: 'a link to itself', value: at('circle.png') },
    { kind: 'a path through a file', value: at('person.png', 'below') },
    { kind: 'a name that is too long', value: at('n'.repeat(300)) },
    { kind: 'a name with control characters', value: at('no\u001b[2Jwhere\n') },
  ];
  const noFolder = (): Broken[] => [
    ...noPath(),
    { kind: 'a file', value: at('person.png') },
    { kind: 'a named pipe', value: at('pipe.png') },
    { kind: 'a device', value: '/dev/null' },
  ];
  const cannotBeWritten = (): Broken[] => [
    { kind: 'a path through a file', value: at('person.png', 'below') },
    { kind: 'a link to itself', value: at('circle.png', 'below') },
    { kind: 'a name that is too long', value: at('n'.repeat(300)) },
    ...(disk ? [{ kind: 'a read-only disk', value: path.join(disk.folder, 'new'), codes: [1] }] : []),
  ];

  const damagedGalleries = (): Broken[] =>
    ['vectors', 'index', 'gallery.json'].map((damage) => ({
      kind: `a gallery whose ${damage} breaks off`,
      value: at(`gallery-without-${damage}`),
    }));

  const brokenIn: Record<Slot, () => Broken[]> = {
    number: () => numbers,
    rate: () => rates,
    choice: () => words,
    name: () => words,
    free: () => [],
    redis: () => [
      ...words,
      { kind: 'an address of something else', value: 'http://127.0.0.1' },
      { kind: 'an address without a host', value: 'redis://' },
      { kind: 'a Redis that does not answer', value: unreachable },
    ],
    picture: () => [
      ...noPath(),
      { kind: 'a folder', value: at('people') },
      { kind: 'an empty file', value: at('empty.png') },
      { kind: 'a file of another kind', value: at('garbage.png') },
      { kind: 'half a picture', value: at('cut.png') },
      { kind: 'a named pipe', value: at('pipe.png') },
      { kind: 'a device', value: '/dev/null' },
    ],
    people: () => [
      ...noFolder(),
      { kind: 'an empty folder', value: at('bare') },
      { kind: 'pictures without folders', value: at('loose') },
      { kind: 'broken pictures only', value: at('unusable') },
    ],
    model: () => [
      ...noFolder(),
      { kind: 'an empty folder', value: at('bare') },
      { kind: 'a model with a flipped bit', value: at('model-flipped') },
      { kind: 'a model whose weights are lost', value: at('model-lost') },
      { kind: 'a model.json that breaks off', value: at('model-no-json') },
      { kind: 'a threshold in words', value: at('model-of-words') },
      { kind: 'another size than the network takes', value: at('model-of-32') },
    ],
    gallery: () => [...noFolder(), { kind: 'an empty folder', value: at('bare') }, ...damagedGalleries()],
    'new gallery': () => [
      ...cannotBeWritten(),
      { kind: 'a file', value: at('person.png') },
      { kind: 'a folder that is in use', value: at('people') },
      ...damagedGalleries(),
      { kind: 'a database that does not answer', value: 'postgres://127.0.0.1:1/people' },
      { kind: 'a gallery of another network', value: at('gallery-of-another') },
    ],
    table: () => [
      ...noPath(),
      { kind: 'a folder', value: at('people') },
      { kind: 'a picture', value: at('person.png') },
      { kind: 'an empty file', value: at('empty.png') },
      { kind: 'a named pipe', value: at('pipe.png') },
      { kind: 'a device', value: '/dev/null' },
    ],
    'newer handout': () => [...noFolder(), { kind: 'an empty folder', value: at('bare') }],
    submissions: () => [...noFolder(), { kind: 'an empty folder', value: at('bare') }],
    'new file': () => [
      ...cannotBeWritten(),
      { kind: 'a folder', value: at('people') },
      { kind: 'a device', value: '/dev/null' },
    ],
    'new folder': () => [...cannotBeWritten(), { kind: 'a file', value: at('person.png') }],
  };

  /** One sentence on standard error, nothing else: no result, no stack, nothing that a terminal would obey. */
  function assertOneSentence(run: Run, what: string, codes: number[]): void {
    const shown = `${what}: exit code ${run.code}\n${run.out}${run.err}`;
    assert.equal(run.err.match(/^facelab: .+\.\)?$/gm)?.length, 1, shown);
    assert.match(run.err.trimEnd().split('\n').at(-1)!, /^facelab: /, shown);
    assert.doesNotMatch(run.err, /^ +at |[\u0000-\u0009\u000b-\u001f]|\[object|undefined/m, shown);
    assert.equal(run.out, '', shown);
    assert.ok(codes.includes(Number(run.code)), shown);
  }

  const slotOf = (command: string, name: string): Slot => {
    const slot = slots[`${command} ${name}`];
    assert.ok(slot, `What can be wrong with ${name} of ${command}? Add it to the table of slots.`);
    return slot;
  };
  const slotOfOption = (command: string, { long, argChoices, flags }: Option): Slot => {
    if (long === '--model') return 'model';
    if (argChoices) return 'choice';
    if (/<rate>/.test(flags)) return 'rate';
    return /<(count|number|pixels)>/.test(flags) ? 'number' : slotOf(command, long!);
  };
  const slotOfArgument = (command: string, argument: Argument): Slot => slotOf(command, argument.name());

  const withArgument = (args: string[], place: number, value: string): string[] =>
    args.map((each, other) => (other === place ? value : each));
  /** The valid arguments, with another value for an option. */
  const withOption = (args: string[], option: string, value: string): string[] => {
    const place = args.indexOf(option);
    return place < 0 ? [...args, option, value] : withArgument(args, place + 1, value);
  };

  it('has a kind for everything that a command takes, and more than twenty kinds', () => {
    disk?.makeReadOnly();
    const kinds = new Set<string>();
    for (const [name, command] of commandsOf(facelabProgram())) {
      assert.ok(valid(at)[name], `What does ${name} take? Add it to the valid arguments.`);
      for (const argument of command.registeredArguments)
        brokenIn[slotOfArgument(name, argument)]().forEach(({ kind }) => kinds.add(kind));
      for (const option of command.options)
        if (option.required) brokenIn[slotOfOption(name, option)]().forEach(({ kind }) => kinds.add(kind));
    }
    assert.ok(kinds.size > 20, `${kinds.size}`);
  });

  for (const [name, command] of commandsOf(facelabProgram())) {
    const call = name.split(' ');
    const args = valid(at)[name] ?? [];

    it(`${name} says in one sentence what it cannot read`, async () => {
      const usage: [what: string, args: string[]][] = [
        ['an empty argument', [...args, '']],
        ...(name === 'lab'
          ? []
          : ([
              ['an unknown option', [...args, '--nonsense']],
              ['a mistyped option', [...args, '--jsn']],
              [
                'an argument too many',
                [...args, ...(command.registeredArguments.at(-1)?.variadic ? ['nonsense'] : ['nonsense', 'nonsense'])],
              ],
            ] as [string, string[]][])),
        ...command.options
          .filter((option) => option.required)
          .map((option): [string, string[]] => [`${option.long} without a value`, [...args, option.long!]]),
        ...command.options
          .filter((option) => option.mandatory)
          .map((option): [string, string[]] => [
            `no ${option.long}`,
            args.filter((_, place) => ![0, 1].includes(place - args.indexOf(option.long!))),
          ]),
        ...(command.registeredArguments.some(({ required }) => required)
          ? [['no argument', args.slice(command.registeredArguments.length)] as [string, string[]]]
          : []),
      ];
      for (const [what, broken] of usage)
        assertOneSentence(await runHere([...call, ...broken]), `${name}, ${what}`, [2]);
    });

    it(`${name} says in one sentence what it cannot use`, async () => {
      for (const [place, argument] of command.registeredArguments.entries()) {
        for (const { kind, value, codes = [1, 2] } of brokenIn[slotOfArgument(name, argument)]()) {
          assertOneSentence(
            await runHere([...call, ...withArgument(args, place, value)]),
            `${name}, ${argument.name()}: ${kind}`,
            codes,
          );
        }
      }
      for (const option of command.options.filter(({ required }) => required)) {
        for (const { kind, value, codes = [1, 2] } of brokenIn[slotOfOption(name, option)]()) {
          assertOneSentence(
            await runHere([...call, ...withOption(args, option.long!, value)]),
            `${name}, ${option.long}: ${kind}`,
            codes,
          );
        }
      }
    });
  }

  it('drives every command that --help lists, and commands that it does not list are refused', async () => {
    const { out } = await runHere(['--help']);
    const listed = [...out.split('Commands:')[1].matchAll(/^  ([a-z][\w-]*)/gm)].map(([, name]) => name);
    assert.deepEqual(listed.sort(), [...facelabProgram().commands.map((command) => command.name()), 'help'].sort());
    for (const { value } of words)
      for (const args of [[value], ['help', value]]) assertOneSentence(await runHere(args), args.join(' '), [2]);
    assertOneSentence(await runHere(['help', '']), 'help of nothing', [2]);
    assertOneSentence(await runHere(['--nonsense']), 'an unknown option', [2]);
    for (const name of Object.keys(valid(at)))
      assert.match((await runHere([...name.split(' '), '--help'])).out, /^Usage: facelab/, name);
    for (const command of facelabProgram().commands)
      assert.match((await runHere(['help', command.name()])).out, /^Usage: facelab/, command.name());
  });

  it('an engine that does not exist is refused by whoever computes', async () => {
    const before = process.env.FACELAB_ENGINE;
    process.env.FACELAB_ENGINE = 'warp';
    try {
      for (const [name] of commandsOf(facelabProgram()))
        if (!withoutEngine.includes(name))
          assertOneSentence(await runHere([...name.split(' '), ...valid(at)[name]]), name, [2]);
    } finally {
      if (before === undefined) delete process.env.FACELAB_ENGINE;
      else process.env.FACELAB_ENGINE = before;
    }
  });
});
