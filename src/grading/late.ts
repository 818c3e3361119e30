import { InputError } from '../base/errors';

/** What handing in late costs. */
export interface LateRule {
  /** Of the points earned, for each started day. */
  percentPerDay: number;
  /** So long after the date nothing is late yet. */
  graceMinutes: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Whether a submission is late, allowing for the grace. */
export function isLate(handedIn: number, due: Date | undefined, graceMinutes = 0): boolean {
  return due !== undefined && handedIn > due.getTime() + graceMinutes * MINUTE;
}

/**
 * The points lost by being late: `percentPerDay` of `earned` for each started day since `due`, never more than `earned`, in hundredths
 * of a point. Within the grace nothing is lost; after it the days count from `due`.
 */
export function latePenalty(earned: number, handedIn: number, due: Date | undefined, rule: LateRule): number {
  if (due === undefined || !isLate(handedIn, due, rule.graceMinutes)) return 0;
  const days = Math.ceil((handedIn - due.getTime()) / DAY);
  return hundredths(earned * Math.min(1, (days * rule.percentPerDay) / 100));
}

export function hundredths(points: number): number {
  return Math.round(points * 100) / 100;
}

/**
 * Reads `2027-03-01T12:00`, with a zone (`Z`, `+01:00`) or in the time of this computer; a blank may stand for the T. A date alone means
 * the end of that day.
 */
export function readDate(text: string, what: string): Date {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text.trim());
  const date = parts === null ? new Date(NaN) : new Date(`${parts[1]}T${parts[2] ?? '23:59:59'}${parts[3] ?? ''}`);
  if (Number.isNaN(date.getTime()))
    throw new InputError(`${what} is "${text}", but it must be a date such as 2027-03-01T12:00.`);
  return date;
}
