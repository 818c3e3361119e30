import { createHash } from 'node:crypto';

/** File names for names from strangers: without characters that a file system dislikes, not too long, and no two alike. */
export function fileNames(names: string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const clean = name.replace(/[\u0000-\u001f<>:"/\\|?*]/g, '_').slice(0, 80);
    const wanted = clean === name && !used.has(clean.toLowerCase()) ? clean : `${clean}-${hash(name)}`;
    used.add(wanted.toLowerCase());
    return wanted;
  });
}

function hash(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 8);
}
