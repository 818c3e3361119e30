import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { fileOf, type Chapter } from './exercise';
import { otherArchive, studentNames, visible } from './names';

/** One thing that lies in the folder of the submissions, and what becomes of it. */
export interface Found {
  /** As the file system has it. */
  source: string;
  /** The student's name; of what is `aside`, what is shown for the file. */
  student: string;
  /** `read`: a submission; `refused`: looks like one, but cannot be read, so it gets a row and no points; `aside`: not a submission. */
  became: 'read' | 'refused' | 'aside';
  why: string;
}

const system = /^(?:\._.*|\.DS_Store|__MACOSX|Thumbs\.db|desktop\.ini)$/i;

/**
 * Everything in the folder of the submissions, in the order of the names, with what becomes of it: nothing vanishes in silence. A
 * folder and a zip file are a submission. Symbolic links are not followed, pipes and devices not opened.
 */
export function takeStock(folder: string, chapters: Pick<Chapter, 'slug' | 'exercises'>[]): Found[] {
  const all = readdirSync(folder).sort().map((source) => ({ source, ...fate(folder, source, chapters) })); // prettier-ignore
  const submissions = all.filter(({ became }) => became !== 'aside').map(({ source }) => source);
  const names = new Map(studentNames(submissions).map((name, index) => [submissions[index], name]));
  return all.map((one) => ({ ...one, student: names.get(one.source) ?? visible(one.source) }));
}

function fate(
  folder: string,
  name: string,
  chapters: Pick<Chapter, 'slug' | 'exercises'>[],
): Pick<Found, 'became' | 'why'> {
  const aside = (why: string): Pick<Found, 'became' | 'why'> => ({ became: 'aside', why });
  const refused = (why: string): Pick<Found, 'became' | 'why'> => ({ became: 'refused', why });
  if (system.test(name)) return aside('The operating system made it.');
  let stats: Stats;
  try {
    stats = lstatSync(join(folder, name));
  } catch {
    return refused('It cannot be looked at; its name may not be Unicode. Rename it.');
  }
  if (stats.isSymbolicLink())
    return refused('It is a symbolic link, which is never followed: put the files themselves here.');
  if (!stats.isDirectory() && !stats.isFile())
    return refused('It is no file but a pipe or a device, which is never opened.');
  if (name.startsWith('.')) return refused('Its name begins with a dot: rename it to have it graded.');
  if (stats.isDirectory() || isZip(name)) return { became: 'read', why: '' };
  const archive = otherArchive.exec(name);
  if (archive)
    return refused(
      `A ${archive[0].toLowerCase()} archive is not read: unpack it into a folder, or ask for a zip file.`,
    );
  const chapter = chapterOf(name, chapters);
  return chapter === undefined
    ? aside('It is neither a folder nor a zip file.')
    : aside(`Found outside its folder: it belongs into STUDENT/${chapter}/.`);
}

export function isZip(name: string): boolean {
  return name.toLowerCase().endsWith('.zip');
}

/** The chapter in which an exercise's file belongs, by the file's name. */
export function chapterOf(file: string, chapters: Pick<Chapter, 'slug' | 'exercises'>[]): string | undefined {
  return chapters.find(({ exercises }) => exercises.some((exercise) => fileOf(exercise) === file))?.slug;
}
