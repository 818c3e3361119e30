import type { networks } from './networks';

/** What the workers can do; both sides read the same description. */
export type Task =
  | {
      kind: 'train';
      network: keyof typeof networks;
      batch: number;
      size: number;
      classes: number;
      /** PyTorch: tensors in its channels-last layout. */
      channelsLast?: boolean;
      /** PyTorch: through torch.compile. */
      compiled?: boolean;
      /** facelab: pictures are sampled and augmented for each step, instead of one batch again and again. */
      augment?: boolean;
    }
  | {
      kind: 'head';
      loss: 'arcface' | 'cosface' | 'sphereface' | 'sub-center';
      batch: number;
      dim: number;
      classes: number;
    }
  | { kind: 'mine'; miner: 'semi-hard' | 'hard' | 'hard loss' | 'semi-hard loss'; batch: number; dim: number }
  | { kind: 'retrieve'; file: string; probes: number; gallery: number; dim: number }
  | { kind: 'verify'; file: string; rows: number; dim: number; labelsEach: number; fars: number[] };
