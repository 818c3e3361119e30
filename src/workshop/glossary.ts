/** A word of the course. */
export interface Term {
  term: string;
  /** One sentence. */
  means: string;
  /** Number of the notebook that uses it first. */
  chapter: string;
}

const of = (chapter: string, words: Record<string, string>): Term[] =>
  Object.entries(words).map(([term, means]) => ({ term, means, chapter }));

/** The words of the course, by the notebook that uses them first. */
export const terms: Term[] = [
  ...of('00', {
    embedding: 'The short vector that a network makes of a picture, in which only the person should be left.',
    'cosine similarity':
      'The cosine of the angle between two vectors: 1 where they point the same way, 0 at a right angle.',
    verification: 'The question whether two pictures show the same person, answered by a threshold.',
    identification: 'The question which person of a gallery a picture shows, answered by the nearest one.',
    probe: 'The new picture that is compared with a gallery.',
    gallery: 'The pictures of known people that a probe is compared with.',
    'closed set': 'Identification in which the probe is certainly one of the people in the gallery.',
    'open set': 'Identification in which the probe may be a stranger, so that nobody must be a possible answer.',
    threshold: 'The similarity from which on, or the distance up to which, two pictures count as one person.',
    'metric learning': 'Training that makes distance itself mean identity, also for people who were never seen.',
    landmark: 'A point of the face that is found in every picture: the eyes, the nose, the corners of the mouth.',
    alignment: 'Turning, scaling and shifting a face so that its landmarks lie on fixed places.',
    LFW: 'Labeled Faces in the Wild, the test set of 13,233 photographs whose 6,000 pairs made methods comparable.',
    'ten folds':
      'The pairs are split into ten parts that share no person; the threshold is picked on nine and the accuracy counted on the tenth, each part once.',
    weight: 'A number inside a network that training changes.',
    slope: 'How much the loss changes when a weight is moved a little, divided by the move.',
    loss: 'One number that says how wrong a network is on some pictures; training makes it smaller.',
    step: 'One change of all weights, against their slopes, after looking at one batch.',
    batch: 'The few pictures that one step looks at, in place of all of them.',
    'learning rate': 'How far a step goes: each weight moves by the learning rate times its slope.',
    convolution:
      'A small filter moved over a picture, which gives at each place how well the picture fits the filter there.',
    ReLU: 'The function max(0, x): what is negative becomes zero, so that layers on top of each other can do more than one.',
    normalisation: 'Shifting and scaling numbers to mean 0 and deviation 1, over a batch while training.',
  }),
  ...of('01', {
    softmax: 'The function that turns numbers into shares that add up to 1, by their exponentials.',
    logit: 'The number that a classifier computes for a class, before the softmax.',
    'cross-entropy': 'Minus the logarithm of the share that the right class is given: the surprise at the true name.',
    'chi-square distance': 'The sum of (f − g)² / (f + g) over the coordinates of two features, weighted or not.',
    'siamese head':
      'A logistic unit on the weighted differences of two features, which says whether they show one person.',
    validation: 'Pictures or people kept out of training, on which settings are chosen.',
    kNN: 'Short for k nearest neighbours: the k nearest pictures of the gallery vote on the name.',
  }),
  ...of('02', {
    'contrastive loss':
      'A loss on pairs: pictures of one person are pulled together, those of two pushed apart up to a margin.',
    margin: 'How much better than merely right an answer must be before training leaves it alone.',
    EER: 'Equal error rate: the share of errors at the threshold where false accepts and false rejects are equally frequent.',
    'd′': 'The distance between the means of two heaps of scores, measured in their common spread.',
    'rank 1': 'The share of probes whose nearest picture in the gallery is of the right person.',
    'fine-tuning': 'Training a network further that has been trained already, usually with smaller steps.',
  }),
  ...of('03', {
    triplet: 'An anchor, another picture of the same person (positive) and one of another person (negative).',
    'semi-hard': 'Said of a negative that is farther away than the positive, but by less than the margin.',
    mining: 'Choosing the pairs or triplets that still have something to teach.',
    collapse: 'A network that gives every picture the same embedding, because that costs no more than the margin.',
    FAR: 'False accept rate: the share of pairs of two people that are taken for one person.',
    TAR: 'True accept rate: the share of pairs of one person that are taken for one.',
    ROC: 'Receiver operating characteristic: the curve of true over false accept rates as the threshold moves.',
    NMI: 'Normalised mutual information: how much clusters tell about people, 0 for nothing and 1 for everything.',
    'k-means': 'Clustering that moves k centroids until each is the mean of the pictures nearest to it.',
  }),
  ...of('04', {
    'center loss': 'The squared distance of each picture to a running center of its class, added to the softmax loss.',
    spread: 'The mean distance of the pictures of one person to their mean.',
  }),
  ...of('05', {
    'A-softmax': 'The loss of SphereFace: the angle to the own class counts m times.',
    'modified softmax': 'Softmax whose class weights have length 1 and no bias, so that the angle alone decides.',
  }),
  ...of('06', {
    scale: 'The number that all cosines are multiplied by before the softmax, because cosines alone are too flat.',
    'geodesic distance': 'The distance along the surface of the sphere: the angle between two unit vectors.',
    feasible: 'Said of a margin that all classes can keep at once.',
  }),
  ...of('07', {
    'feature map':
      'What a convolution hands on: for each place of the picture a number in each of its channels. Flattened, it is one long row of numbers.',
    trunk: 'The convolutions of a network, on which a short head stands. A frozen trunk is not trained further.',
    group: 'A kind of face that a network finds by itself, such as faces with glasses; nobody labels it.',
    'soft assignment': 'Shares that add up to 1 and say how much a picture belongs to each group.',
    entropy: 'How undecided shares are: 0 where one of them is everything, largest where all are equal.',
    ablation: 'Training again with one part of a method left out, to see what that part brings.',
  }),
  ...of('08', {
    'mean vector': 'The mean of a person’s embeddings of length 1, brought to length 1 again.',
  }),
  ...of('09', {
    impostor: 'Somebody who is compared with another person; an impostor pair shows two people, a genuine pair one.',
    'confidence interval': 'A range that holds the true value in 95 of 100 repetitions of a measurement.',
    bootstrap:
      'Drawing people again, with repetition, from those at hand, to see how a result would differ with others.',
    CMC: 'Cumulative match characteristic: the curve of the rank-k rate over k.',
    FPIR: 'False positive identification rate: the share of strangers that are taken for somebody in the gallery.',
    FNIR: 'False negative identification rate: the share of enrolled people who are not found first and above the threshold.',
    index:
      'What lets a search look at a few promising pictures in place of all: here a graph that leads from picture to similar picture.',
    TPIR: 'True positive identification rate: the share of enrolled people who are found first and above the threshold.',
  }),
  ...of('10', {
    'attention map':
      'A number for each place of a picture, or for each channel, that says how much a layer makes of it.',
    activation: 'What a layer hands on: a number for each place and channel of a picture.',
    distillation: 'Training a network, the student, to give what another one, the teacher, gives.',
  }),
  ...of('11', {
    prototype:
      'The direction that stands for a person: the mean of what a network makes of their pictures, at length 1.',
    relation: 'How similar a picture is to another person; a student can learn it from its teacher.',
    'feature bank': 'One stored embedding for each person, renewed whenever the person comes by in training.',
  }),
  ...of('12', {
    'closed-set noise': 'A picture under the label of another person of the training set: a right label exists.',
    'open-set noise': 'A picture of somebody who has no class in the training set: no label is right.',
    precision: 'The share of what was picked that was picked rightly.',
    recall: 'The share of what should have been picked that was.',
    'hard mining': 'Giving more weight to the classes that a picture is most easily mistaken for.',
  }),
  ...of('13', {
    reward: 'The number by which a search judges a trial; here from true-accept rates on people kept for it.',
    policy: 'The probabilities with which a controller draws its next choices.',
    REINFORCE: 'A rule that makes a choice more probable when its reward was above the average so far.',
    'successive halving':
      'Giving many candidates little training and the better part of them, a half or a third, more, again and again.',
    'winner’s curse': 'The best of many measured values is too high on average: it was picked for its luck, too.',
  }),
];

/** The name by which a heading is linked to: `equal error rate` → `equal-error-rate`. */
export function anchorOf(term: string): string {
  return term.toLowerCase().replace(/[^\p{L}\p{N} -]+/gu, '').replace(/ /g, '-'); // prettier-ignore
}

/**
 * The glossary as Markdown, in alphabetical order: a heading, the sentence, and a link to the notebook that uses the word
 * first. `notebookOf` gives the file of a notebook by its number, as in `03` → `03-facenet.ipynb`.
 */
export function glossaryMarkdown(notebookOf: (chapter: string) => string): string {
  const sorted = [...terms].sort((a, b) => a.term.localeCompare(b.term, 'en', { sensitivity: 'base' }));
  const entries = sorted.map(
    ({ term, means, chapter }) => `### ${term}\n\n${means} First in [notebook ${chapter}](${notebookOf(chapter)}).\n`,
  );
  return `# Glossary\n\nThe words of the course, each in a sentence. \`npm run glossary\` writes this page from \`src/workshop/glossary.ts\`.\n\n${entries.join('\n')}`;
}
