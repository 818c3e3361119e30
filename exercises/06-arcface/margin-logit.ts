/**
 * One formula for three papers: the target logit with the margins of SphereFace (m1, a factor), ArcFace (m2, added to the angle) and CosFace
 * (m3, subtracted from the cosine), before the scale.
 *
 * $$ \cos(m_1 \theta + m_2) - m_3, \qquad \theta = \arccos(\cos\theta) $$
 *
 * Example: cosine 0.5 (60°) with m1 = 1, m2 = π/6, m3 = 0.1 gives cos(90°) − 0.1 = −0.1.
 *
 * @param cosine cos theta to the own class; rounding may have taken it a little above 1 or below −1
 * @param margins m1 (a factor), m2 (radians), m3 (of the cosine)
 * @returns the logit, never NaN
 */
export function marginLogit(cosine: number, margins: { m1: number; m2: number; m3: number }): number {
  throw new Error('TODO: the margin logit');
}
