import { bell } from './head';
import type { Identity } from './identity';

/** How dense the beard is at a place of the face, 0 … 1. */
export function beardAt(
  identity: Identity,
  growth: number,
  x: number,
  y: number,
  mouthY: number,
  mouthHalf: number,
  chin: number,
): number {
  const side = Math.abs(x);
  const clear = 1 - bell(x, mouthHalf * 0.92) * bell(y - mouthY - 0.015, 0.075);
  const lip =
    y < mouthY
      ? bell(side - 0.12, 0.2) * bell(y - mouthY + 0.12, 0.065)
      : bell(side - mouthHalf - 0.03, 0.06) * bell(y - mouthY - 0.06, 0.16);
  const chinPart = y > mouthY ? Math.min(1, (y - mouthY) / 0.13) * Math.exp(-((side / 0.42) ** 4)) : 0;
  const edge = mouthY - 0.42 + 0.45 * Math.max(0, 1 - side / 0.85) ** 0.8;
  const cheek =
    Math.max(0, Math.min(1, (y - edge) / 0.18)) *
    Math.min(1, Math.max(0, (side - mouthHalf * 0.9) / 0.15) + (y > mouthY + 0.22 ? 1 : 0));
  const density = Math.max(
    identity.moustache * lip,
    identity.beardChin * chinPart,
    identity.beardCheeks * cheek * 0.95,
  );
  return Math.max(0, Math.min(1, density * growth * clear * (y < chin ? 1 : 0.9)));
}
