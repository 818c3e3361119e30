import { rounded, type Trace } from './figure';
import type { Panel } from './panels';

/** Equal bins over [low, high]; numbers outside count in the first or last bin, so that none goes missing. */
export interface Bins {
  low: number;
  high: number;
  count: number;
}

/** Bins that hold all the numbers of all the lists. A single repeated number gets a bin of its own width around it. */
export function binsFor(lists: ArrayLike<number>[], count: number): Bins {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      if (list[i] < low) low = list[i];
      if (list[i] > high) high = list[i];
    }
  }
  if (low > high) return { low: 0, high: 1, count };
  return low === high ? { low: low - 0.5, high: high + 0.5, count } : { low, high, count };
}

/** Middle of each bin. */
export function binCenters({ low, high, count }: Bins): number[] {
  const width = (high - low) / count;
  return Array.from({ length: count }, (_, bin) => low + (bin + 0.5) * width);
}

/** Share of the numbers in each bin; the shares sum to 1. An empty list gives zeros. */
export function shares(values: ArrayLike<number>, { low, high, count }: Bins): number[] {
  const counts = new Array<number>(count).fill(0);
  const width = (high - low) / count;
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((values[i] - low) / width);
    counts[Math.max(0, Math.min(count - 1, bin))]++;
  }
  return counts.map((n) => (values.length === 0 ? 0 : n / values.length));
}

/** A histogram in a panel: one bar per bin, as high as the bin's share. Panels that show the same name share its legend entry. */
export function shareBars(
  values: ArrayLike<number>,
  bins: Bins,
  panel: Panel,
  {
    name,
    colour,
    showlegend,
    hovertemplate,
  }: { name: string; colour: string; showlegend: boolean; hovertemplate: string },
): Trace {
  return {
    type: 'bar',
    name,
    x: rounded(binCenters(bins)),
    y: rounded(shares(values, bins)),
    xaxis: panel.x,
    yaxis: panel.y,
    legendgroup: name,
    showlegend,
    marker: { color: colour },
    hovertemplate,
  };
}

/** Layout of a figure whose histograms lie over one another. */
export const overlaid = { barmode: 'overlay', bargap: 0, showlegend: true };
