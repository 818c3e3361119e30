export const countTriplets = (labels: number[]): number =>
  // for each anchor: how many others of this person × how many strangers
  labels
    .map((anchor) => labels.filter((label) => label === anchor).length)
    .reduce((sum, own) => sum + (own - 1) * (labels.length - own), 0);
