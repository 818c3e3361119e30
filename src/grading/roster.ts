import { expect } from '../base/errors';
import { readTable } from './csv';
import { readDate } from './late';
import { visible } from './names';

/** Somebody who takes the course. */
export interface Rostered {
  /** What the submission is called. */
  student: string;
  name: string;
  /** Instead of the date for all. */
  due?: Date;
  /** When the submission arrived, from whoever received it; the files' own times are the student's word. */
  handedIn?: Date;
}

/**
 * Reads a roster: a CSV file with the column `student`, and if there are any, `name`, `due` and `handed in`.
 *
 * @throws InputError for a student who is there twice, and for an invalid date
 */
export function readRoster(path: string): Rostered[] {
  const seen = new Set<string>();
  return readTable(path, ['student']).flatMap((row, index) => {
    const { student, name = '', due = '', ['handed in']: handedIn = '' } = row;
    const place = `${path}, row ${index + 2}`;
    if (student === '') return [];
    expect(!seen.has(nameKey(student)), `${place}: "${visible(student)}" is there twice; each student has one row.`);
    seen.add(nameKey(student));
    return [
      {
        student: visible(student),
        name: visible(name),
        ...(due === '' ? {} : { due: readDate(due, `${place}: due`) }),
        ...(handedIn === '' ? {} : { handedIn: readDate(handedIn, `${place}: handed in`) }),
      },
    ];
  });
}

/** Whose submission it is: the name is the student's, or begins with it and `_`, as learning platforms write it (`ada_12345_file`). */
export function onRoster(roster: Rostered[], submission: string): Rostered | undefined {
  const key = nameKey(submission);
  return (
    roster.find(({ student }) => nameKey(student) === key) ??
    roster
      .filter(({ student }) => key.startsWith(`${nameKey(student)}_`))
      .sort((a, b) => b.student.length - a.student.length)[0]
  );
}

/** Names are compared without case, and without the apostrophe that keeps a spreadsheet from running them. */
export function nameKey(name: string): string {
  return visible(name).trim().replace(/^'/, '').toLowerCase();
}
