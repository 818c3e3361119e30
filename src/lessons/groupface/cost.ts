import * as tf from '@tensorflow/tfjs';
import { hardGroupFace } from '../../models/groupface-hard';
import { networkCost } from '../../models/cost';
import { forward } from '../../models/face-model';
import { descriptorTrunk, groupFaceNetwork } from '../../models/groupface-network';

/** Everything above the trunk, for one picture, all groups against the chosen one alone. */
export interface HardAgainstSoft {
  batch: number;
  soft: { multiplyAdds: number; milliseconds: number };
  hard: { multiplyAdds: number; milliseconds: number };
}

/**
 * Measures hard inference against soft on an untrained GroupFace over descriptors: multiply-adds counted, milliseconds a picture
 * as the fastest of several, taken in turns, so that other work on the machine counts little. What a group costs does not depend
 * on what it has learnt.
 */
export async function hardAgainstSoft({
  length,
  shared,
  dim,
  groups,
  batch,
  repetitions = 15,
}: {
  length: number;
  shared: number;
  dim: number;
  groups: number;
  batch: number;
  repetitions?: number;
}): Promise<HardAgainstSoft> {
  const network = groupFaceNetwork(descriptorTrunk({ length, shared, seed: 1 }), { dim, groups, seed: 1 });
  const input = tf.randomNormal([batch, length], 0, 1, 'float32', 1);
  const hard = hardGroupFace(network);
  try {
    const softRun = async (): Promise<void> => {
      const embeddings = tf.tidy(() => forward(network, input as tf.Tensor as tf.Tensor4D, false).embeddings);
      await embeddings.data();
      embeddings.dispose();
    };
    const hardRun = async (): Promise<void> => {
      const { embeddings } = await hard(input);
      await embeddings.data();
      embeddings.dispose();
    };
    const { multiplyAdds } = networkCost(network);
    const saved = (groups - 1) * shared * dim;
    const [softTime, hardTime] = await fastest([softRun, hardRun], repetitions);
    return {
      batch,
      soft: { multiplyAdds, milliseconds: softTime / batch },
      hard: { multiplyAdds: multiplyAdds - saved, milliseconds: hardTime / batch },
    };
  } finally {
    network.dispose();
    input.dispose();
  }
}

/** The rows of a table of what was measured: soft, then hard, of each batch. */
export function costRows(costs: HardAgainstSoft[]): Record<string, string | number>[] {
  return costs.flatMap(({ batch, soft, hard }) =>
    Object.entries({ soft, hard }).map(([inference, { multiplyAdds, milliseconds }]) => ({
      inference,
      'pictures at once': batch,
      'multiply-adds, millions': multiplyAdds / 1e6,
      'ms a picture': milliseconds,
    })),
  );
}

async function fastest(runs: (() => Promise<void>)[], repetitions: number): Promise<number[]> {
  const times = runs.map(() => Infinity);
  // The first round only warms up.
  for (let repetition = 0; repetition <= repetitions; repetition++) {
    for (const [index, run] of runs.entries()) {
      const started = performance.now();
      await run();
      if (repetition > 0) times[index] = Math.min(times[index], performance.now() - started);
    }
  }
  return times;
}
