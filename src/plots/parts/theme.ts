import type { Layout, Trace } from './figure';

/**
 * Colours that stay apart for every kind of colour vision (after Okabe and Ito, 2008, with the yellow darkened so that
 * it shows on white). Identities also differ by marker symbol, so no figure depends on colour alone.
 */
const palette = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#4d4d4d',
  '#a09400',
  '#7a4b2a',
  '#9b8bd0',
];
const symbols = [
  'circle',
  'square',
  'diamond',
  'triangle-up',
  'cross',
  'x',
  'triangle-down',
  'star',
  'pentagon',
  'hexagon',
];

/** What a colour means, the same in every figure. */
export const colours = {
  /** Same person, own class, accepted. */
  same: '#0072b2',
  /** Another person, other classes, an impostor. */
  different: '#d55e00',
  /** Thresholds, chance lines, anything that is a rule and not a measurement. */
  rule: '#4d4d4d',
  good: '#009e73',
  warning: '#e69f00',
  faint: '#c9ced6',
  text: '#22262b',
};

/** Light to dark, for amounts. */
export const amountScale = 'Cividis';

/** Vermillion – white – blue, for cosines: −1, 0, 1. */
export const signedScale: [number, string][] = [
  [0, '#b34700'],
  [0.25, '#f0a878'],
  [0.5, '#ffffff'],
  [0.75, '#7fb8dc'],
  [1, '#00588a'],
];

export function identityColour(identity: number): string {
  return palette[identity % palette.length];
}

/** The symbol changes a step later than the colour repeats, so that 100 identities still differ. */
export function identitySymbol(identity: number): string {
  return symbols[(identity + Math.floor(identity / palette.length)) % symbols.length];
}

/** A colour mixed with white: `share` 1 keeps it, 0 gives white. */
export function tinted(colour: string, share: number): string {
  const channels = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  return `#${channels
    .map((value) =>
      Math.round(255 - (255 - value) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** A colour with opacity, for bands and areas. */
export function translucent(colour: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

const font = {
  family: '"Inter", "Segoe UI", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif',
  size: 13,
  color: colours.text,
};

interface PageOptions {
  title: string;
  /** What to look at: one line below the title. */
  note?: string;
  width?: number;
  height?: number;
}

/** The layout that all figures start from: fonts, margins, a title with the line that says what to look at. */
export function page({ title, note, width = 760, height = 440 }: PageOptions, rest: Layout = {}): Layout {
  const text =
    note === undefined ? `<b>${title}</b>` : `<b>${title}</b><br><span style="font-size:12px">${note}</span>`;
  return {
    title: {
      text,
      x: 0.02,
      xanchor: 'left',
      y: 1,
      yanchor: 'top',
      pad: { t: note === undefined ? 16 : 24 },
      font: { ...font, size: 16 },
    },
    font,
    width,
    height,
    margin: { l: 68, r: 24, t: note === undefined ? 56 : 80, b: 56 },
    paper_bgcolor: '#ffffff',
    plot_bgcolor: '#ffffff',
    colorway: palette,
    hovermode: 'closest',
    hoverlabel: { font: { ...font, size: 12 } },
    ...rest,
  };
}

/** An axis with a title, light grid and a closed line. */
export function axis(title: string, rest: Layout = {}): Layout {
  return {
    title: { text: title, standoff: 8, font: { size: 13 } },
    ...(rest.showgrid === false ? {} : { gridcolor: '#e8eaee' }),
    zeroline: false,
    linecolor: '#8a919c',
    showline: true,
    ticks: 'outside',
    ticklen: 4,
    tickcolor: '#8a919c',
    ...rest,
  };
}

/** Axes of a plane on which shapes must not be distorted: one unit is as long on x as on y. */
export function planeAxes(x: string, y: string, extent?: number): Layout {
  const range = extent === undefined ? {} : { range: [-extent, extent] };
  return {
    xaxis: axis(x, { ...range, constrain: 'domain' }),
    yaxis: axis(y, { ...range, scaleanchor: 'x', constrain: 'domain' }),
  };
}

/** Legend in one row below the title, so that it never covers marks. */
export const legendOnTop: Layout = {
  orientation: 'h',
  x: 0,
  xanchor: 'left',
  y: 1.02,
  yanchor: 'bottom',
  font: { size: 12 },
};

interface RuleOptions {
  /** Plotly's axis references, such as `x2` and `y2`. */
  xref?: string;
  yref?: string;
  dash?: string;
  colour?: string;
}

/** A vertical line from the bottom to the top of a panel: a threshold. */
export function verticalRule(
  x: number,
  { xref = 'x', yref = 'y', dash = 'dash', colour = colours.rule }: RuleOptions = {},
): Layout {
  return {
    type: 'line',
    xref,
    yref: `${yref} domain`,
    x0: x,
    x1: x,
    y0: 0,
    y1: 1,
    line: { color: colour, width: 1.5, dash },
  };
}

/** A horizontal line across a panel. */
export function horizontalRule(
  y: number,
  { xref = 'x', yref = 'y', dash = 'dash', colour = colours.rule }: RuleOptions = {},
): Layout {
  return {
    type: 'line',
    xref: `${xref} domain`,
    yref,
    x0: 0,
    x1: 1,
    y0: y,
    y1: y,
    line: { color: colour, width: 1.5, dash },
  };
}

/** A piece of text without an arrow. */
export function note(text: string, rest: Layout): Layout {
  return { text, showarrow: false, font: { size: 12 }, ...rest };
}

/** A line of the given colour, with hover text that names the curve. */
export function line(
  name: string,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  colour: string,
  rest: Record<string, unknown> = {},
): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: Array.from(x),
    y: Array.from(y),
    line: { color: colour, width: 2 },
    ...rest,
  };
}

/** `0.0123` → `1.2 %`, with the digits that small rates need. */
export function percent(rate: number): string {
  const value = rate * 100;
  const digits = value === 0 || value >= 10 ? 0 : value >= 0.1 ? 1 : value >= 0.01 ? 2 : 3;
  return `${value.toFixed(digits)} %`;
}
