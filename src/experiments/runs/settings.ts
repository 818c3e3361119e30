/** People who are drawn for a run, as `renderCelebrities` takes them. */
export interface People {
  identities: number;
  picturesEach: number;
  size: number;
  seed: number;
  hardness?: number;
  firstIdentity?: number;
}

/** What the runs of a comparison share: people to train on and people who are never trained on, a network and a budget. */
export interface RunSettings {
  people: People;
  unseen: People;
  network: { size: number; dim: number; widths: number[] };
  /** Identities per batch, and pictures of each. */
  batch: { identities: number; pictures: number };
  steps: number;
  /** The highest one: it rises in a twentieth of the steps and falls to 0 along a cosine. */
  learningRate: number;
}
