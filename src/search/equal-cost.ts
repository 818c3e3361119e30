import { residualBackbone, type ResidualOptions } from '../models/backbones/residual';
import { networkCost } from '../models/cost';

/** A network that costs what another does. */
export interface EqualCost {
  widths: number[];
  /** Multiply-adds for one picture. */
  multiplyAdds: number;
}

/**
 * The widths with which a network of `blocks` residual blocks a stage needs at most as many multiply-adds as `like` does with one: all
 * its widths times one factor, each rounded to a multiple of 4. Deeper is narrower.
 */
export function equalCostWidths(like: Required<Omit<ResidualOptions, 'blocks' | 'seed'>>, blocks: number): EqualCost {
  const costOf = (widths: number[], depth: number): number => {
    const backbone = residualBackbone({ ...like, widths, blocks: depth, seed: 1 });
    try {
      return networkCost(backbone).multiplyAdds;
    } finally {
      backbone.dispose();
    }
  };
  const budget = costOf(like.widths, 1);
  const scaled = (factor: number): number[] =>
    like.widths.map((width) => Math.max(4, 4 * Math.round((width * factor) / 4)));
  let [low, high] = [0, 1];
  for (let halving = 0; halving < 8; halving++) {
    const between = (low + high) / 2;
    if (costOf(scaled(between), blocks) <= budget) low = between;
    else high = between;
  }
  const widths = blocks === 1 ? like.widths : scaled(low);
  return { widths, multiplyAdds: costOf(widths, blocks) };
}
