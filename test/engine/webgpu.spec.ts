import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { selectEngine } from '../../src/engine/select';
import { trainSmallNetwork } from './small-training';

/** Vulkan on the CPU, which comes with Debian's chromium: slow, and a real WebGPU device. */
const softwareDevices = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/share/vulkan/icd.d/vk_swiftshader_icd.json',
];

describe('the webgpu engine', () => {
  it('trains as the cpu engine does, and leaves the process in peace', async function () {
    this.timeout(120_000);
    const driver = process.env.VK_DRIVER_FILES ?? softwareDevices.find((file) => fs.existsSync(file));
    if (driver === undefined) {
      const sentence = 'No software Vulkan device: install the packages chromium and libvulkan1 to run this test.';
      assert.notEqual(process.env.CI, 'true', sentence);
      console.log(`      ${sentence}`);
      this.skip();
    }
    const child = spawnSync(process.execPath, ['--require', 'tsx/cjs', path.join(__dirname, 'webgpu-child.ts')], {
      encoding: 'utf8',
      env: { ...process.env, VK_DRIVER_FILES: driver, FACELAB_ENGINE: '' },
    });
    assert.equal(child.signal, null, `the process crashed: ${child.stderr}`);
    assert.equal(child.status, 0, child.stderr);
    assert.equal(child.stderr, '');
    const { engine, device, losses } = JSON.parse(child.stdout) as { engine: string; device: string; losses: number[] };
    assert.equal(engine, 'webgpu');
    assert.match(device, /^GPU: ./);

    await selectEngine('cpu');
    const expected = await trainSmallNetwork(3);
    await selectEngine();
    losses.forEach((loss, step) =>
      assert.ok(
        Math.abs(loss - expected[step]) < 1e-4 * expected[step] + 1e-5,
        `step ${step}: ${loss}, cpu ${expected[step]}`,
      ),
    );
    assert.ok(losses[2] < losses[0]);
  });
});
