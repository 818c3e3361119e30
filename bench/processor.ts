import { hasFlag } from '../src/engine/kernels/bfloat16';

/** Kinds of processors whose figures say little of each other's, best first: by the instructions that convolutions run on. */
const kinds: [name: string, flag: string][] = [
  ['amx', 'amx_bf16'],
  ['avx-512', 'avx512f'],
  ['avx2', 'avx2'],
];

/** The kind of this machine's processor: `amx` (AVX-512 and AMX), `avx-512`, `avx2`, or `other` where Linux lists none of them. */
export function processorKind(has = hasFlag): string {
  return kinds.find(([, flag]) => has(flag))?.[0] ?? 'other';
}
