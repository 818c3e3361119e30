import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import { expect, InputError } from '../base/errors';
import { checkWritable } from '../data/disk';
import type { Gallery, GalleryKind } from '../gallery/gallery';
import { nearestPeople } from '../gallery/nearest-people';
import { networkName } from '../gallery/network';
import { findGallery, newGallery, openGallery } from '../gallery/open';
import { isDatabase, pgvectorGallery } from '../gallery/pgvector';
import { hasGallery, type StoredGallery } from '../gallery/store';
import {
  describe,
  describeFaces,
  gather,
  PictureOptions,
  recordsOf,
  unjudged,
  withPictureOptions,
} from './recognition';
import { exitCodes, print, remark, runCommand, Session, textTable, wholeNumber } from './terminal';

/** `facelab gallery add|search|remove|info`: people who are kept, to be asked who somebody is. */
export function addGallery(program: Command): void {
  const gallery = program
    .command('gallery')
    .description('keep people in a folder and ask who is on a picture: add, search, remove, info')
    .addHelpText(
      'after',
      '\nA gallery keeps vectors, not pictures. Only one command at a time may change a folder; a PostgreSQL database\n' +
        'with the extension pgvector is for several.\n' +
        '\nExamples:\n' +
        '  npx facelab gallery add people.gallery photos/\n' +
        '  npx facelab gallery search people.gallery who.jpg\n' +
        '  npx facelab gallery remove people.gallery "Ann Example"\n',
    );
  addAdd(gallery);
  addSearch(gallery);
  addRemove(gallery);
  addInfo(gallery);
}

function addAdd(program: Command): void {
  withPictureOptions(program.command('add'))
    .description('add the people of a folder to a gallery, or start one with them')
    .argument('<gallery>', 'the folder of the gallery, or postgres://USER@HOST/DATABASE')
    .argument('<folder>', 'one folder per person, NAME/*.jpg')
    .addOption(
      new Option(
        '--kind <kind>',
        'exact compares with every picture; usearch with candidates of an index, for a hundred thousand pictures and more; ' +
          'left out, as the gallery is, exact when it is new',
      ).choices(['exact', 'usearch']),
    )
    .addHelpText(
      'after',
      '\nPictures of a person that the gallery has already, by their path, are left out.\n' +
        '\nExample:\n  npx facelab gallery add people.gallery photos/\n',
    )
    .action((place: string, people: string, options: PictureOptions & { kind?: StoredGallery['kind'] }) =>
      runCommand(async (session) => {
        const { signal, progress } = session;
        const { kind } = options;
        const network = await networkName(options.model);
        if (isDatabase(place)) expect(kind === undefined, 'A database has its own index: leave --kind out.');
        else await expectGalleryOrNothing(place);
        const onProgress = (done: number, count: number): void => progress(done, count, 'indexing');
        const watched = { signal, onProgress };
        let gallery = await findGallery(place, { network, kind, ...watched });
        try {
          if (!isDatabase(place)) await checkWritable(path.join(place, 'gallery.json'));
          const records = await recordsOf(people);
          const there = new Set((await gallery?.pictures())?.map(({ name, source }) => `${name}\n${source}`));
          const missing = records.filter(({ name, path }) => !there.has(`${name}\n${path}`));
          if (missing.length < records.length)
            remark(`${records.length - missing.length} left out because the gallery has them already.`);
          let added = 0;
          if (missing.length > 0) {
            const { faces, embeddings } = await describe(missing, options, session);
            const pictures = faces.sources.map((source, index) => ({ name: faces.names[faces.labels[index]], source }));
            const dim = embeddings.columns;
            gallery ??= isDatabase(place)
              ? await pgvectorGallery(place, { network, dim })
              : await newGallery(kind ?? 'exact', network, dim);
            await gallery!.add(pictures, embeddings, watched);
            added = pictures.length;
          }
          await keep(gallery!, place);
          const result = { added, ...(await summaryOf(gallery!)) };
          print(
            options.json,
            result,
            `${added} pictures added; ${shown(place)} has ${result.pictures} of ${result.people} people.`,
          );
        } finally {
          await gallery?.close();
        }
      }),
    );
}

function addSearch(program: Command): void {
  withPictureOptions(program.command('search'))
    .description(
      'name the people of a gallery who are nearest to a picture (exit code 1 when none is within the threshold, 3 when the picture cannot be judged)',
    )
    .argument('<gallery>', 'the folder of the gallery, or postgres://USER@HOST/DATABASE')
    .argument('<probe>', 'the picture')
    .option('--top <count>', 'how many people to list', wholeNumber('--top'), 5)
    .addHelpText(
      'after',
      '\nA picture that was added to the gallery finds itself.\n' +
        '\nExample:\n  npx facelab gallery search people.gallery who.jpg\n',
    )
    .action((place: string, probe: string, options: PictureOptions & { top: number }) =>
      withGallery(
        place,
        () => networkName(options.model),
        async (gallery, session) => {
          const gathered = await gather([{ path: probe, name: '?' }], options, session);
          const reasons = unjudged(gathered);
          if (reasons.length > 0) {
            print(options.json, { known: null, reasons }, `Who is it? ${reasons.join(' ')}`);
            return exitCodes.cannotTell;
          }
          expect(gathered.faces.count > 0, `${probe} cannot be identified: see the sentence above.`);
          expect((await gallery.size()) > 0, `${shown(place)} has no people: facelab gallery add adds some.`);
          const { recogniser, embeddings } = await describeFaces(gathered, session);
          const { threshold, distance } = recogniser;
          const people = await nearestPeople(gallery, embeddings, {
            count: options.top,
            distance,
            signal: session.signal,
          });
          const isKnown = people[0].distance <= threshold;
          const verdict = isKnown
            ? `${people[0].name} (distance ${people[0].distance.toFixed(3)}, threshold ${threshold.toFixed(3)}).`
            : `Nobody of the gallery: the nearest, ${people[0].name}, is at ${people[0].distance.toFixed(3)}, beyond the threshold of ${threshold.toFixed(3)}.`;
          const rows = people.map(({ name, distance, picture }) => ({ name, distance: distance.toFixed(3), picture }));
          print(options.json, { known: isKnown, threshold, people }, `${verdict}\n\n${textTable(rows)}`);
          return isKnown ? exitCodes.fine : exitCodes.no;
        },
      ),
    );
}

function addRemove(program: Command): void {
  program
    .command('remove')
    .description('delete people from a gallery: no number of theirs stays in it')
    .argument('<gallery>', 'the folder of the gallery, or postgres://USER@HOST/DATABASE')
    .argument('<names...>', 'whom')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npx facelab gallery remove people.gallery "Ann Example"\n')
    .action((place: string, names: string[], { json }: { json?: boolean }) =>
      withGallery(place, undefined, async (gallery, { signal, progress }) => {
        const known = new Set((await gallery.pictures()).map(({ name }) => name));
        const unknown = names.find((name) => !known.has(name));
        if (unknown !== undefined)
          throw new InputError(
            `${shown(place)} has nobody called "${unknown}": facelab gallery info lists its people. Nobody was deleted.`,
          );
        let removed = 0;
        for (const name of names) {
          const onProgress = (done: number, count: number): void => progress(done, count, 'indexing');
          removed += await gallery.remove(name, { signal, onProgress });
        }
        await keep(gallery, place);
        const left = await summaryOf(gallery);
        print(
          json,
          { removed, ...left },
          `${removed} pictures deleted; ${shown(place)} has ${left.pictures} of ${left.people} people.`,
        );
      }),
    );
}

/** People listed as text; JSON lists all. */
const listed = 20;

function addInfo(program: Command): void {
  program
    .command('info')
    .description('show what a gallery holds: network, people, pictures')
    .argument('<gallery>', 'the folder of the gallery, or postgres://USER@HOST/DATABASE')
    .option('--json', 'print JSON, with every person')
    .addHelpText('after', '\nExample:\n  npx facelab gallery info people.gallery\n')
    .action((place: string, { json }: { json?: boolean }) =>
      withGallery(place, undefined, async (gallery) => {
        const counts = new Map<string, number>();
        for (const { name } of await gallery.pictures()) counts.set(name, (counts.get(name) ?? 0) + 1);
        const people = Array.from(counts, ([name, pictures]) => ({ name, pictures }));
        const { kind, network, dim } = gallery;
        const pictures = await gallery.size();
        const text = [
          `${pictures} pictures of ${people.length} people, ${dim} numbers each, by the ${network}; searched ` +
            (kind === 'exact' ? 'exactly.' : `through an index (${kind}).`),
          ...(people.length > 0 ? ['', textTable(people.slice(0, listed))] : []),
          ...(people.length > listed ? [`… and ${people.length - listed} more people, which --json lists.`] : []),
        ];
        print(json, { kind, network, dim, pictures, people }, text.join('\n'));
      }),
    );
}

/** Runs what a command does with a gallery that is there, and lets go of it afterwards. */
function withGallery(
  place: string,
  networkOf: (() => Promise<string>) | undefined,
  work: (gallery: Gallery, session: Session) => Promise<number | void>,
): Promise<void> {
  return runCommand(async (session) => {
    const gallery = await openGallery(place, { network: await networkOf?.(), signal: session.signal });
    try {
      return await work(gallery, session);
    } finally {
      await gallery.close();
    }
  });
}

/** What was changed in a folder's gallery is written; a database has it already. */
async function keep(gallery: Gallery, place: string): Promise<void> {
  if (!isDatabase(place)) await gallery.save(place);
}

/** The place in a sentence: an address may hold a password. */
function shown(place: string): string {
  return isDatabase(place) ? 'the database' : place;
}

async function summaryOf(gallery: Gallery): Promise<{ kind: GalleryKind; pictures: number; people: number }> {
  const pictures = await gallery.pictures();
  return { kind: gallery.kind, pictures: pictures.length, people: new Set(pictures.map(({ name }) => name)).size };
}

/** A gallery among other files, photographs perhaps, would be hard to tell from them. */
async function expectGalleryOrNothing(folder: string): Promise<void> {
  if (hasGallery(folder)) return;
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR')
      throw new InputError(`${folder} is a file: give a new or empty folder for a gallery.`);
    throw error;
  });
  expect(
    entries.length === 0,
    `${folder} is in use (it has ${entries[0]}): give the folder of a gallery, or a new or empty one.`,
  );
}
