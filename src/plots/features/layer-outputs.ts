import type { Figure } from '../parts/figure';
import { stagedFigure } from '../parts/stages';
import { axis, colours, legendOnTop } from '../parts/theme';

/** What the layers of a network give, layer by layer. */
export interface LayerRun {
  name: string;
  outputs: number[][];
}

/** Histograms of what a layer gives, one for each network; the slider goes deeper. Values beyond ±4 are counted at the edge. */
export function layerHistograms(runs: LayerRun[], { open = 0 }: { open?: number } = {}): Figure {
  const palette = [colours.different, colours.same, colours.good];
  const [bins, reach] = [32, 4];
  const places = Array.from({ length: bins }, (_, bin) => -reach + ((bin + 0.5) * 2 * reach) / bins);
  const sharesOf = (values: number[]): number[] => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of values)
      counts[Math.max(0, Math.min(bins - 1, Math.floor(((value + reach) / (2 * reach)) * bins)))]++;
    return counts.map((count) => Number((count / values.length).toFixed(4)));
  };
  const deviation = (values: number[]): string =>
    Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length).toPrecision(2);
  return stagedFigure(
    runs[0].outputs.map((_, layer) => ({
      label: String(layer + 1),
      note: `Typical size in layer ${layer + 1}: ${runs.map(({ name, outputs }) => `${name} ${deviation(outputs[layer])}`).join(', ')}`,
      data: runs.map(({ name, outputs }, index) => ({
        type: 'scatter',
        mode: 'lines',
        name,
        x: places,
        y: sharesOf(outputs[layer]),
        line: { color: palette[index % palette.length], width: 2.5, shape: 'hvh' },
      })),
    })),
    { title: 'Normalised layers stay in range, others vanish or explode', slider: 'layer', open },
    {
      xaxis: axis('output of a layer, before its ReLU', { range: [-reach, reach] }),
      yaxis: axis('share', { range: [0, 0.6] }),
      showlegend: true,
      legend: legendOnTop,
    },
  );
}
