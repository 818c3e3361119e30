import { attribute, Node } from './protobuf';

/** Codes of data types in TensorFlow's files. */
const [FLOAT, BFLOAT16] = [1, 14];

/** The operations that oneDNN does faster in bfloat16, on processors with AVX-512 BF16. */
const CONVOLUTIONS = ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'];

/** Whether convolutions are to be computed in bfloat16: only where FACELAB_BFLOAT16 asks for it, as it costs digits. */
export function wantsBfloat16(): boolean {
  return Boolean(process.env.FACELAB_BFLOAT16);
}

/**
 * A float32 convolution with its operands rounded to bfloat16, which keeps 8 bits of the mantissa; sums stay in float32
 * within the operation, and the result is rounded once. Weights, updates and everything else stay float32. Other
 * nodes come back as they are.
 *
 * @param isFloat which inputs of the node are float32
 */
export function inBfloat16(node: Node, isFloat: boolean[]): Node[] {
  if (!CONVOLUTIONS.includes(node.operation)) return [node];
  const { name } = node;
  const cast = (to: string, input: string, from: number, into: number): Node => ({
    name: to,
    operation: 'Cast',
    inputs: [input],
    attributes: { SrcT: attribute.type(from), DstT: attribute.type(into) },
  });
  const half = `${name}/bfloat16`;
  const rounded = (index: number) => `${half}/${index}`;
  return [
    ...node.inputs.flatMap((input, index) => (isFloat[index] ? [cast(rounded(index), input, FLOAT, BFLOAT16)] : [])),
    {
      ...node,
      name: half,
      inputs: node.inputs.map((input, index) => (isFloat[index] ? rounded(index) : input)),
      attributes: { ...node.attributes, T: attribute.type(BFLOAT16) },
    },
    cast(name, half, BFLOAT16, FLOAT),
  ];
}
