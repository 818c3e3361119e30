import { rowOf } from '../src/base/matrix';
import { angleBetween, degrees } from '../src/plots/parts/angles';
import { targetLogit } from '../src/plots/parts/decision-rules';
import type { Scene } from './figure';

/** What is told of the picture under the pointer. */
export interface Told {
  box: HTMLElement;
  /** Where the picture lies in a figure of so many pixels. */
  place: { x: number; y: number };
  size: number;
  nameOf: (label: number) => string;
  /** A small canvas with a picture of somebody. */
  miniature: (label: number, row: number) => HTMLCanvasElement;
}

/** Writes into a box who is under the pointer: the face, its angles and target, and the faces that are nearest to it. */
export function tellOf(row: number, scene: Scene, { box, place: { x, y }, size, nameOf, miniature }: Told): void {
  const { snapshot, truth, labels, rule } = scene;
  const { embeddings, weights } = snapshot;
  const label = labels[row];
  const angles = Array.from({ length: weights.rows }, (_, j) =>
    angleBetween(rowOf(embeddings, row), rowOf(weights, j)),
  );
  const [other] = Array.from(angles.keys())
    .filter((j) => j !== label)
    .sort((a, b) => angles[a] - angles[b]);
  const near = Array.from(truth.keys())
    .filter((index) => index !== row)
    .map((index) => ({ index, away: angleBetween(rowOf(embeddings, row), rowOf(embeddings, index)) }))
    .sort((a, b) => a.away - b.away)
    .slice(0, 4);
  box.style.left = x > size / 2 ? '' : `${x + 16}px`;
  box.style.right = x > size / 2 ? `${size - x + 16}px` : '';
  box.style.top = `${Math.min(y, size * 0.62)}px`;
  const terms =
    rule.kind === 'softmax'
      ? ''
      : `<br>own ${targetLogit(angles[label], rule).toFixed(2)} against ${Math.cos(angles[other]).toFixed(2)}`;
  box.innerHTML =
    `<div class="who"><span class="face"></span><div><b>${nameOf(truth[row])}</b>` +
    `${label === truth[row] ? '' : `, labelled ${nameOf(label)}`}<br>own angle ${degrees(angles[label])}, ` +
    `to ${nameOf(other)} ${degrees(angles[other])}${terms}</div></div><div class="near">nearest</div>`;
  box.querySelector('.face')!.replaceWith(miniature(truth[row], row));
  for (const { index } of near) box.querySelector('.near')!.append(miniature(truth[index], index));
}
