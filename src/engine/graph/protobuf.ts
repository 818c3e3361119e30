import { Attribute, Binding } from '../kernels/native';

/**
 * The few messages of TensorFlow's SavedModel format that a graph without functions and signatures needs, written as
 * protocol buffers (tensorflow/core/framework/{node_def,attr_value,tensor}.proto). Strings are Latin-1.
 */

/** A value of one of TensorFlow's data types, in the byte order of the machine. */
export interface TensorBytes {
  dtype: number;
  shape: number[];
  bytes: Buffer;
}

export interface Node {
  name: string;
  operation: string;
  /** `node`, `node:output` or, to run after a node without using it, `^node`. */
  inputs: string[];
  attributes: Record<string, Buffer>;
}

/** The attribute of a node. */
export const attribute = {
  type: (code: number) => integer(6, code),
  int: (value: number) => integer(3, value),
  shape: (dimensions: number[]) => message(7, shapeMessage(dimensions)),
  string: (value: string) => message(2, value),
  tensor: ({ dtype, shape, bytes }: TensorBytes) =>
    message(8, Buffer.concat([integer(1, dtype), message(2, shapeMessage(shape)), message(4, bytes)])),
};

/** The attribute of a node from the attribute that the same operation got when it ran eagerly. */
export function attributeOf(binding: Binding, { type, value }: Attribute): Buffer {
  switch (type) {
    case binding.TF_ATTR_STRING:
      return message(2, value as string);
    case binding.TF_ATTR_INT:
      return Array.isArray(value)
        ? message(1, message(3, Buffer.concat(value.map(varint))))
        : integer(3, Number(value));
    case binding.TF_ATTR_FLOAT:
      return Array.isArray(value) ? message(1, message(4, Buffer.concat(value.map(float)))) : fixed32(4, Number(value));
    case binding.TF_ATTR_BOOL:
      return integer(5, value ? 1 : 0);
    case binding.TF_ATTR_TYPE:
      return integer(6, Number(value));
    case binding.TF_ATTR_SHAPE:
      return message(7, shapeMessage(value as number[]));
    default:
      throw new Error(`the attribute type ${type} has no place in a graph here`);
  }
}

/** A SavedModel with one graph, tagged `serve`. */
export function savedModel(nodes: Node[]): Buffer {
  const graphVersion = message(4, integer(1, 1994));
  const graph = Buffer.concat([...nodes.map((node) => message(1, nodeMessage(node))), graphVersion]);
  const metaGraph = Buffer.concat([message(1, message(4, 'serve')), message(2, graph)]);
  return Buffer.concat([integer(1, 1), message(2, metaGraph)]);
}

function nodeMessage({ name, operation, inputs, attributes }: Node): Buffer {
  return Buffer.concat([
    message(1, name),
    message(2, operation),
    // Control inputs come last.
    ...[...inputs].sort((a, b) => Number(a.startsWith('^')) - Number(b.startsWith('^'))).map((one) => message(3, one)),
    ...Object.entries(attributes).map(([key, value]) =>
      message(5, Buffer.concat([message(1, key), message(2, value)])),
    ),
  ]);
}

function shapeMessage(dimensions: number[]): Buffer {
  return Buffer.concat(dimensions.map((size) => message(2, integer(1, size))));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

const key = (field: number, wireType: number) => varint((field << 3) | wireType);
const integer = (field: number, value: number) => Buffer.concat([key(field, 0), varint(value)]);
const fixed32 = (field: number, value: number) => Buffer.concat([key(field, 5), float(value)]);

function message(field: number, content: Buffer | string): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return Buffer.concat([key(field, 2), varint(bytes.length), bytes]);
}
