import { degrees } from './angles';
import type { Layout } from './figure';
import type { Panel } from './panels';
import { note as textNote } from './theme';

/** A part of the plane around the origin in which one class wins, by the margin or without it; angles in radians, from < until. */
export interface Sector {
  from: number;
  until: number;
  winner: number;
  byMargin: boolean;
}

/** An angle, and where it is written. */
export interface WrittenAngle {
  /** Direction in which it is written, radians. */
  middle: number;
  angle: number;
  /** The class that wins it; none for an empty angle. */
  winner?: number;
}

/** The empty angles between neighbouring classes that win by the margin. */
export function emptyAngles(sectors: Sector[]): WrittenAngle[] {
  const won = sectors.filter(({ byMargin }) => byMargin);
  return won.flatMap(({ until, winner }, index) => {
    const next = won[(index + 1) % won.length];
    const from = index + 1 < won.length ? next.from : next.from + 2 * Math.PI;
    return next.winner === winner ? [] : [{ middle: (until + from) / 2, angle: from - until }];
  });
}

/** What each class wins: neighbouring sectors of one class count as one. */
export function wonAngles(sectors: Sector[]): WrittenAngle[] {
  const first = sectors.findIndex(({ winner }, index) => sectors.at(index - 1)!.winner !== winner);
  const turned = [
    ...sectors.slice(first),
    ...sectors.slice(0, first).map((sector) => ({
      ...sector,
      from: sector.from + 2 * Math.PI,
      until: sector.until + 2 * Math.PI,
    })),
  ];
  const joined: (WrittenAngle & { from: number })[] = [];
  for (const { from, until, winner } of turned) {
    const open = joined.at(-1);
    if (open?.winner === winner) {
      open.angle = until - open.from;
      open.middle = (open.from + until) / 2;
    } else {
      joined.push({ winner, from, middle: (from + until) / 2, angle: until - from });
    }
  }
  return joined;
}

/** The size of each angle at the rim of its map, below what is known of the class that wins it. */
export function angleLabels(
  written: WrittenAngle[],
  panel: Panel,
  extent: number,
  classes: readonly string[] = [],
): Layout[] {
  return written.map(({ middle, angle, winner }) => {
    const above = winner === undefined || classes[winner] === undefined ? '' : `${classes[winner]}<br>`;
    return textNote(`${above}<b>${degrees(angle)}</b>`, {
      xref: panel.x,
      yref: panel.y,
      x: extent * 0.86 * Math.cos(middle),
      y: extent * 0.86 * Math.sin(middle),
      bgcolor: 'rgba(255, 255, 255, 0.85)',
    });
  });
}

/** `empty between neighbours: 29° everywhere`, or from which to which angle. */
export function anglesInWords(what: 'empty' | 'won', written: WrittenAngle[]): string {
  const all = written.map(({ angle }) => angle);
  if (all.length === 0) return 'no class wins by the margin';
  const [least, most] = [Math.min(...all), Math.max(...all)].map((angle) => degrees(angle));
  const name = what === 'empty' ? 'empty between neighbours' : 'each class wins';
  return `${name}: ${least === most ? `${least} everywhere` : `${least} to ${most}`}`;
}
