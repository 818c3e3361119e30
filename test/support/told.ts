/** What is said on standard error meanwhile. */
export async function toldBy(work: () => Promise<void>): Promise<string[]> {
  const told: string[] = [];
  const before = console.error;
  console.error = (text: string) => void told.push(text);
  try {
    await work();
  } finally {
    console.error = before;
  }
  return told;
}
