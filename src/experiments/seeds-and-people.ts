import { expect } from '../base/errors';
import { student95 } from './mean-interval';

/** A mean over runs and people, with the interval that another training and other people could have given. */
export interface TwoWayInterval {
  mean: number;
  /** 95 % interval of the mean. */
  low: number;
  high: number;
}

/**
 * The mean of a table of values, one row per run and one column per person, with an interval over runs *and* people:
 *
 *     variance of the mean = v_runs + v_people − v_cells
 *     v_runs = Σ_r (Σ_p e_rp)² / (R P)² · R/(R − 1),   v_people likewise over columns,   v_cells = Σ_rp e_rp² / (R P)²
 *
 * with e_rp = value − mean: errors of one run belong together, those of one person too. v_cells was counted in both. The interval is mean ±
 * t · √variance, t of Student for R − 1 degrees of freedom: runs are the fewer. Where the difference is smaller than the larger of
 * v_runs and v_people, that one is taken. For a difference of two methods pass the table of differences: what both share cancels out.
 *
 * @param values [runs][people], 2 to 11 runs, 2 people or more
 * @throws InputError for a table of another shape or with values that are not finite
 *
 * A. C. Cameron, J. B. Gelbach, D. L. Miller: Robust inference with multiway clustering. Journal of Business & Economic Statistics 29, 2011.
 */
export function overSeedsAndPeople(values: ArrayLike<number>[]): TwoWayInterval {
  const [runs, people] = [values.length, values[0]?.length ?? 0];
  expect(
    runs >= 2 && runs <= student95.length + 1 && people >= 2 && values.every(({ length }) => length === people),
    `The table has ${runs} runs of ${values.map(({ length }) => length).join(', ')} people: pass 2 to ${student95.length + 1} runs of the same people, two or more.`,
  );
  const rows = values.map((row) => Array.from(row));
  expect(rows.flat().every(Number.isFinite), 'A value in the table is not a finite number: leave that run out.');
  const count = runs * people;
  const mean = total(rows.flat()) / count;
  const byRun = rows.map((row) => total(row) - people * mean);
  const byPerson = rows[0].map((_, person) => total(rows.map((row) => row[person])) - runs * mean);
  const ofRuns = (squares(byRun) / count ** 2) * (runs / (runs - 1));
  const ofPeople = (squares(byPerson) / count ** 2) * (people / (people - 1));
  const ofCells = squares(rows.flat().map((value) => value - mean)) / count ** 2;
  const variance = Math.max(ofRuns + ofPeople - ofCells, ofRuns, ofPeople);
  const half = student95[runs - 2] * Math.sqrt(variance);
  return { mean, low: mean - half, high: mean + half };
}

function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function squares(values: number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
