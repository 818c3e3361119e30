/**
 * Identification by the k nearest neighbours: the k gallery pictures with the largest cosine similarity to the probe vote for
 * their identity, and the majority wins.
 *
 * $$ \hat y = \arg\max_c |\{ i \in N_k(x) : y_i = c \}|, \qquad N_k(x) = \text{the k largest} \cos(x, g_i) $$
 *
 * Among equally similar pictures the one with the lower number counts as nearer. When several identities have equally many votes,
 * the one with the nearest picture wins.
 *
 * Example: gallery `[[1, 0], [0, 1], [1, 1]]` with labels `[5, 6, 6]`, probe `[2, 1]`: the cosines are 0.894, 0.447 and 0.949, so
 * k = 1 says 6, k = 2 says 6 (one vote each, the nearest decides), k = 3 says 6.
 *
 * @param gallery the known pictures' embeddings, not normalised
 * @param labels who is on each of them
 * @param probe the embedding of the picture to identify
 * @param k how many neighbours vote, 1 to the size of the gallery
 * @returns the identity
 */
export function nearestIdentity(gallery: number[][], labels: number[], probe: number[], k: number): number {
  throw new Error('TODO: identify the probe');
}
