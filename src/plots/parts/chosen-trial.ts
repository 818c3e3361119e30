/** A trial: what was chosen on each axis, and what it earned. */
export interface ChosenTrial {
  choice: Record<string, number>;
  reward: number;
}
