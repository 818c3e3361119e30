import {
  gather,
  maximum,
  squaredDifference,
  sqrt,
  concat,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs';

type Pair = { first: number; second: number; same: boolean };

/** Two piles, one a kind of pair; either may be empty. */
export const contrastiveLoss = (embeddings: Tensor2D, pairs: Pair[], { margin }: { margin: number }): Scalar =>
  tidy(() => {
    const squares = (pile: Pair[]): Tensor =>
      squaredDifference(
        gather(embeddings, pile.map(({ first }) => first)), // prettier-ignore
        gather(embeddings, pile.map(({ second }) => second)), // prettier-ignore
      ).sum(1);
    const pull = squares(pairs.filter(({ same }) => same));
    const push = maximum(sqrt(squares(pairs.filter(({ same }) => !same)).add(1e-9)).neg().add(margin), 0).square(); // prettier-ignore
    return concat([pull, push]).mean().div(2) as Scalar;
  });
