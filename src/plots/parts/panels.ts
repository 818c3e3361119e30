/** Where the panels of a figure with several lie, in the shares of the width and height that Plotly calls domains. */
export interface Panel {
  row: number;
  column: number;
  /** Plotly's keys: `x`, `x2`, … in traces, `xaxis`, `xaxis2`, … in the layout. */
  x: string;
  y: string;
  xaxis: string;
  yaxis: string;
  xDomain: [number, number];
  yDomain: [number, number];
}

/** `count` panels in rows of `columns`, row 0 on top; the gaps are shares of the whole width and height. */
export function panelGrid(count: number, columns: number, { gapX = 0.05, gapY = 0.1 } = {}): Panel[] {
  const rows = Math.ceil(count / columns);
  const width = (1 - gapX * (columns - 1)) / columns;
  const height = (1 - gapY * (rows - 1)) / rows;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const column = index % columns;
    const suffix = index === 0 ? '' : String(index + 1);
    const left = column * (width + gapX);
    const top = 1 - row * (height + gapY);
    return {
      row,
      column,
      x: `x${suffix}`,
      y: `y${suffix}`,
      xaxis: `xaxis${suffix}`,
      yaxis: `yaxis${suffix}`,
      xDomain: [left, Math.min(1, left + width)],
      yDomain: [Math.max(0, top - height), top],
    };
  });
}
