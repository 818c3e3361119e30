import { matrixFrom, Matrix } from '../../base/matrix';
import { seeded } from '../../base/random';

/**
 * Unit vectors [classes, dim] spread evenly over the circle, or nearly evenly over the sphere (on a spiral whose turns are
 * a golden angle apart), assigned to the classes in an order that the seed shuffles.
 */
export function spreadDirections(classes: number, dim: 2 | 3, seed: number): Matrix {
  const places = Array.from({ length: classes }, (_, place) => (dim === 2 ? onCircle : onSphere)(place, classes));
  return matrixFrom(seeded(seed, 'directions').shuffle(places));
}

function onCircle(place: number, classes: number): number[] {
  const angle = (2 * Math.PI * place) / classes;
  return [Math.cos(angle), Math.sin(angle)];
}

function onSphere(place: number, classes: number): number[] {
  const height = 1 - (2 * place + 1) / classes;
  const radius = Math.sqrt(1 - height * height);
  const goldenAngle = Math.PI * (3 - Math.sqrt(5));
  return [radius * Math.cos(goldenAngle * place), radius * Math.sin(goldenAngle * place), height];
}
