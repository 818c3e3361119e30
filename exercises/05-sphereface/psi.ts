/**
 * SphereFace multiplies the angle to the own class by m. The cosine of m · theta would rise again beyond pi / m, so it is extended
 * piece by piece to a function that falls all the way from 0 to pi.
 *
 * $$ \psi(\theta) = (-1)^k \cos(m \theta) - 2k, \qquad \theta \in \left[\tfrac{k \pi}{m}, \tfrac{(k + 1) \pi}{m}\right], \quad k = 0 \dots m - 1 $$
 *
 * Example: m = 2 at theta = 3π/4: the second piece, k = 1, gives −cos(3π/2) − 2 = −2.
 *
 * @param theta the angle, radians, 0 to pi
 * @param m how many times the angle, an integer from 1
 * @returns ψ, 1 at theta = 0, falling to 1 − 2m at pi
 */
export function psi(theta: number, m: number): number {
  throw new Error('TODO: psi');
}
