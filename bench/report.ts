import { Figure } from '../src/plots/parts/figure';
import { median, Outcome, ratio } from './contest';
import type { Comparison, Section } from './sections';

/** What came out of one comparison. */
export interface Measured extends Pick<Comparison, 'title' | 'targets' | 'sameValue'> {
  outcomes: Outcome[];
}

/** What came out of one section, and under which circumstances. */
export interface SectionResult {
  measured: Measured[];
  date: string;
  command: string;
  /** Processes that wanted to run before the section began; near 0 on a quiet machine. */
  load: number;
}

export interface Machine {
  [what: string]: string;
}

/** The page with everything that has been measured so far on one kind of processor. */
export function resultsPage(
  kind: string,
  machine: Machine,
  sections: Section[],
  results: Record<string, SectionResult>,
): string {
  return [
    `# Speed, ${kind}`,
    'Written by `npm run bench`. All contestants of a table take turns in random order, each in a process of its own; times are ' +
      'medians over all repetitions, ratios medians over the rounds with their range. A ratio above 1 means that facelab is faster.',
    table(['', ''], Object.entries(machine)),
    '## Aims',
    aims(sections, results),
    ...sections.filter(({ key }) => results[key]).map((section) => sectionText(kind, section, results[section.key])),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Every aim with what was reached. */
function aims(sections: Section[], results: Record<string, SectionResult>): string {
  const rows = sections
    .flatMap(({ key }) => results[key]?.measured ?? [])
    .flatMap(({ title, targets = [], outcomes }) =>
      targets.map(({ atLeast, ours, against }) => {
        const references = outcomes.filter(({ name, rounds }) => against.includes(name) && rounds.length > 0);
        const us = outcomes.find(({ name }) => name === ours);
        if (references.length === 0 || !us || us.rounds.length === 0)
          return [title, '', `≥ ${atLeast}`, 'not measured', ''];
        const fastest = references.reduce((a, b) => (median(b.rounds) < median(a.rounds) ? b : a));
        const { median: reached } = ratio(fastest, us);
        return [title, fastest.name, `≥ ${atLeast}`, reached.toFixed(2), reached >= atLeast ? 'reached' : '**missed**'];
      }),
    );
  return table(['work', 'against the faster of its kind', 'aim', 'ratio', ''], rows);
}

function sectionText(
  kind: string,
  { key, title, text }: Section,
  { measured, date, command, load }: SectionResult,
): string {
  const circumstances = `${date}, \`${command}\`, load before it ${load.toFixed(1)}.`;
  if (key === 'growth')
    return [
      `## ${title}`,
      `${text} ${circumstances}`,
      `![growth](figures/${kind}-growth.png)`,
      growthTable(measured),
    ].join('\n\n');
  const hasFigure = key === 'training';
  return [
    `## ${title}`,
    `${text} ${circumstances}`,
    ...(hasFigure ? [`![${key}](figures/${kind}-${key}.png)`] : []),
    ...measured.map((one) => [`### ${one.title}`, comparisonTable(one)].join('\n\n')),
  ].join('\n\n');
}

function comparisonTable({ outcomes, sameValue }: Measured): string {
  const us = outcomes.find(({ name, rounds }) => name === 'facelab' && rounds.length > 0);
  const rows = outcomes.map((one) => {
    if (one.rounds.length === 0) return [one.name, '–', `failed: ${one.failed}`, '', ''];
    const { median: middle, low, high } = us ? ratio(one, us) : { median: 1, low: 1, high: 1 };
    const isUs = one === us;
    return [
      one.name,
      milliseconds(median(one.all)),
      `${milliseconds(Math.min(...one.all))} … ${milliseconds(Math.max(...one.all))}`,
      isUs ? '1' : `${middle.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)})`,
      one.waiting ? `${(100 * one.waiting).toFixed(1)} %` : '',
    ];
  });
  const values = sameValue ? `\n\nResults: ${agreement(outcomes)}` : '';
  return table(['', 'ms', 'range', 'time / facelab’s time', 'waiting for pictures'], rows) + values;
}

/** Whether all computed the same. */
function agreement(outcomes: Outcome[]): string {
  const [first, ...rest] = outcomes.map(({ value }) => [value].flat() as number[]);
  const apart = Math.max(
    ...rest.map((values) => Math.max(...values.map((value, index) => Math.abs(value - first[index])))),
  );
  return apart === 0 ? 'equal.' : `at most ${apart.toExponential(1)} apart.`;
}

function growthTable(measured: Measured[]): string {
  return table(
    ['', 'ms', 'range'],
    measured.map(({ title, outcomes: [one] }) => [
      title,
      milliseconds(median(one.all)),
      `${milliseconds(Math.min(...one.all))} … ${milliseconds(Math.max(...one.all))}`,
    ]),
  );
}

/** Bars: training time by contestant, as a multiple of facelab's. */
export function trainingFigure(measured: Measured[]): Figure {
  const names = measured[0].outcomes.map(({ name }) => name).filter((name) => name !== 'facelab');
  return {
    data: names.map((name) => ({
      type: 'bar',
      name,
      x: measured.map(({ title }) => title.replaceAll(', ', '<br>')),
      y: measured.map(({ outcomes }) => {
        const us = outcomes.find((one) => one.name === 'facelab');
        const other = outcomes.find((one) => one.name === name);
        return us?.rounds.length && other?.rounds.length ? ratio(other, us).median : null;
      }),
    })),
    layout: {
      width: 1100,
      height: 560,
      barmode: 'group',
      title: { text: 'Time of a training step as a multiple of facelab’s' },
      yaxis: { title: { text: 'time / facelab’s time' }, rangemode: 'tozero' },
      shapes: [{ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: 1, y1: 1, line: { color: '#222', dash: 'dot' } }],
      legend: { orientation: 'h', y: -0.25 },
      xaxis: { tickangle: 0 },
      margin: { b: 150 },
    },
  };
}

/** Lines: time against the size of the work, both logarithmic. */
export function growthFigure(measured: Measured[]): Figure {
  const points = measured.map(({ title, outcomes: [one] }) => ({
    what: title.split(' ')[0],
    size: Number(title.split(' ')[1]),
    time: median(one.all),
  }));
  const kinds = [...new Set(points.map(({ what }) => what))];
  return {
    data: kinds.map((kind) => {
      const those = points.filter(({ what }) => what === kind);
      return {
        type: 'scatter',
        mode: 'lines+markers',
        name: kind,
        x: those.map(({ size }) => size),
        y: those.map(({ time }) => time),
      };
    }),
    layout: {
      width: 900,
      height: 520,
      title: { text: 'Cost against batch, classes, gallery and pairs' },
      xaxis: { type: 'log', title: { text: 'size' } },
      yaxis: { type: 'log', title: { text: 'milliseconds' } },
    },
  };
}

function milliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
