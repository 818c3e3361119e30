/** A guided tour: where the knobs stand, and what to look at. */
export interface Tour {
  title: string;
  /** The knobs, as in the page's address. */
  address: string;
  /** Three sentences. */
  text: string;
  /** Steps until the picture shows it. */
  steps: number;
}

export const tours: Tour[] = [
  {
    title: 'Why softmax leaves little gap',
    address: 'loss=softmax',
    steps: 500,
    text: 'Softmax asks only that the right person wins. Once it does, the loss is almost zero and nobody is pulled any closer: the bands on the ring stay wide. Choose ArcFace, let it train, and the space between the bands grows.',
  },
  {
    title: 'What the scale s does',
    address: 'loss=arcface&m=0.3&scale=4',
    steps: 500,
    text: 'With a scale of 4 even a perfect picture keeps a loss: the classes cannot get sure. Drag the scale to 30 while it trains: the classes draw together. With 64 the loss is almost zero as soon as the margin is kept, and nobody is pulled any closer.',
  },
  {
    title: 'Collapse with the hardest triplets',
    address: 'loss=hardest&rate=0.1',
    steps: 400,
    text: 'Each picture is pushed only from the one stranger who stands nearest. Early on that is almost everybody, and all pictures flee into one direction: the loss rests on the margin. Choose semi-hard triplets and start again: people part.',
  },
  {
    title: 'A margin too large',
    address: 'loss=arcface&m=1.1',
    steps: 500,
    text: 'Eight people share a circle of 360°, so neighbours are 45° apart at best. A margin of 63° cannot be kept by all: the loss stays high, some give up and stand on top of each other. Reset, drag a dashed ray until the warning goes, and run again: everybody finds a place.',
  },
  {
    title: 'Dirty labels',
    address: 'loss=arcface&m=0.3&noise=0.2',
    steps: 600,
    text: 'One picture in five carries the name of somebody else; its ring has the wrong colour. ArcFace drags each towards the wrong person, and the classes tear. Choose BoundaryFace: from step 250 on it believes the picture instead of the label.',
  },
  {
    title: 'Two groups',
    address: 'loss=groupface',
    steps: 500,
    text: 'GroupFace lets a small network sort the pictures into two groups and adds to each embedding what its group has learnt. Nobody tells it what the groups mean. In two numbers there is little to gain: compare the gap with ArcFace from the same seed.',
  },
];
