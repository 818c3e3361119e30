import * as tf from '@tensorflow/tfjs';
import { Recording } from './recording';

/** Up to this many elements a value is cheaper to hand over at each run, or to write into the graph, than to keep as a resource. */
const SMALL = 1024;

/** Where the graph finds each variable and each captured tensor, by their index in the recording; README.md explains the words. */
export interface Plan {
  variables: Array<'resident' | 'frozen' | 'fed'>;
  captured: Array<'frozen' | 'constant'>;
}

export function planOf({ variables, captured }: Recording): Plan {
  return {
    variables: variables.map(({ variable, assigned }) => {
      if (assigned) return 'resident';
      return variable.size > SMALL ? 'frozen' : 'fed';
    }),
    captured: captured.map(({ shape }) => (tf.util.sizeFromShape(shape) > SMALL ? 'frozen' : 'constant')),
  };
}
