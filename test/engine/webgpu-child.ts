import { describeEngine } from '../../src/engine/report';
import { selectEngine } from '../../src/engine/select';
import { trainSmallNetwork } from './small-training';

// A process of its own, since Vulkan reads its variables once, and so that a crash at the end is seen.
async function main(): Promise<void> {
  await selectEngine('webgpu');
  await selectEngine('webgpu');
  const losses = await trainSmallNetwork(3);
  const { engine, device } = await describeEngine();
  console.log(JSON.stringify({ engine, device, losses }));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
