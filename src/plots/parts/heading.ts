import type { Layout } from './figure';
import type { Panel } from './panels';
import { note } from './theme';

/** The name of a panel in bold above its middle, and numbers below the name in small print. */
export function heading(panel: Panel, name: string, numbers?: string): Layout {
  const below = numbers === undefined ? '' : `<br><span style="font-size:11px">${numbers}</span>`;
  return textAbove(panel, `<b>${name}</b>${below}`);
}

/** Text above the middle of a panel. */
export function textAbove(panel: Panel, text: string): Layout {
  return note(text, {
    xref: 'paper',
    yref: 'paper',
    x: (panel.xDomain[0] + panel.xDomain[1]) / 2,
    y: panel.yDomain[1],
    xanchor: 'center',
    yanchor: 'bottom',
  });
}
