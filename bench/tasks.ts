import type { networks } from './networks';

/**
 * Pictures that are sampled by identity and augmented anew for each step: drawn between two steps, drawn ahead in threads, or
 * decoded from files and drawn ahead.
 */
export type Pictures = 'in line' | 'ahead' | 'files ahead';

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
      /** facelab: where the pictures come from. One batch again and again when left out. */
      pictures?: Pictures;
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
