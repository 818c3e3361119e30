import assert from 'node:assert/strict';
import { displayInPlace, inNotebook, onDisplay, type Shown } from '../../src/notebook/display';
import { interruptible } from '../../src/notebook/interrupt';
import { liveProgress, liveSteps, liveTraining } from '../../src/notebook/live';
import { choose, preset } from '../../src/notebook/preset';
import { plotlyMime, show, showPicture } from '../../src/notebook/show';
import { tableHTML } from '../../src/notebook/table';

/** Everything that is shown while the work runs. */
async function shownBy(work: () => unknown): Promise<Shown[]> {
  const seen: Shown[] = [];
  const stop = onDisplay((shown) => seen.push(shown));
  try {
    await work();
  } finally {
    stop();
  }
  return seen;
}

function sampleHistory(loss: number[]) {
  return { loss, learningRate: loss.map(() => 0.1), metrics: {}, validation: [], warnings: [] };
}

describe('notebook', () => {
  it('shows nothing and fails nowhere outside a notebook', async () => {
    assert.equal(inNotebook(), false);
    const [shown] = await shownBy(() => show({ data: [], layout: {} }));
    assert.deepEqual(Object.keys(shown.bundle), [plotlyMime]);
  });

  it('replaces what is shown in place under one id', async () => {
    const seen = await shownBy(() => displayInPlace({ 'text/html': 'a' }).replace({ 'text/html': 'b' }));
    assert.deepEqual(
      seen.map(({ update }) => update),
      [false, true],
    );
    assert.equal(seen[0].id, seen[1].id);
  });

  it('pictures become images with escaped captions', async () => {
    const picture = { pixels: new Uint8Array(4 * 2 * 3), width: 4, height: 2 };
    const [{ bundle }] = await shownBy(() => showPicture([picture], { captions: ['<Ada>'], size: 100 }));
    assert.match(
      String(bundle['text/html']),
      /src="data:image\/jpeg;base64,[^"]+" width="100" height="50" alt="&#60;Ada&#62;"/,
    );
  });

  describe('tables', () => {
    it('writes rows and data frames', () => {
      const html = tableHTML([
        { name: 'A & B', n: 1234, share: 0.5 },
        { name: 'C', n: NaN },
      ]);
      for (const part of ['A &#38; B', '1,234', '0.500', '–']) assert.ok(html.includes(part), part);
      const frame = tableHTML(
        { columns: ['a', 'b'], values: [[1, 'x']] },
        { format: { a: (value: number) => `<${value}>` } },
      );
      assert.ok(frame.includes('&#60;1&#62;') && frame.includes('>x<'));
    });
  });

  describe('presets', () => {
    const before = process.env.FACELAB_PRESET;
    afterEach(() => {
      if (before === undefined) delete process.env.FACELAB_PRESET;
      else process.env.FACELAB_PRESET = before;
    });

    it('come from the environment, standard without one', () => {
      delete process.env.FACELAB_PRESET;
      assert.equal(preset(), 'standard');
      process.env.FACELAB_PRESET = 'quick';
      assert.equal(choose({ quick: 1, standard: 2, full: 3 }), 1);
      process.env.FACELAB_PRESET = 'fast';
      assert.throws(preset, /FACELAB_PRESET is "fast", but it must be one of quick, standard, full/);
    });
  });

  describe('interrupts', () => {
    it('the first aborts the work, which returns what it has; the second goes to the kernel; listeners are put back', async () => {
      let kernelHeard = 0;
      const kernel = (): void => void kernelHeard++;
      process.on('SIGINT', kernel);
      try {
        const listeners = process.listeners('SIGINT').length;
        const result = await interruptible(async (signal) => {
          process.emit('SIGINT');
          assert.equal(signal.aborted, true);
          assert.equal(kernelHeard, 0);
          process.emit('SIGINT');
          return 'half done';
        });
        assert.equal(result, 'half done');
        assert.equal(kernelHeard, 1);
        assert.equal(process.listeners('SIGINT').length, listeners);
        process.emit('SIGINT');
        assert.equal(kernelHeard, 2);
      } finally {
        process.removeListener('SIGINT', kernel);
      }
    });

    it('listeners are put back when the work fails', async () => {
      const before = process.listeners('SIGINT');
      await assert.rejects(
        interruptible(async () => Promise.reject(new Error('broken'))),
        /broken/,
      );
      assert.deepEqual(process.listeners('SIGINT'), before);
    });
  });

  describe('live training', () => {
    it('grows a curve in place and gives way to the figure', async () => {
      const history = sampleHistory([3, 2, 1]);
      const seen = await shownBy(() =>
        liveTraining(
          async ({ onStep }) => {
            onStep({ step: 3, steps: 10, history, secondsLeft: 100 });
            return { history, stepsDone: 3, ended: 'done' as const };
          },
          { title: 'A <b>' },
        ),
      );
      assert.match(
        String(seen[1].bundle['text/html']),
        /A &#60;b&#62;.*step 3 of 10 · loss 1\.000 · 1 min 40 s left.*<polyline points="56\.0,0\.0 112\.0,40\.0 168\.0,80\.0"/s,
      );
      assert.equal(seen[2].bundle['text/html'], '');
      assert.ok(plotlyMime in seen[3].bundle);
    });

    it('says where training was stopped and what it warned about', async () => {
      const history = { ...sampleHistory([1]), warnings: ['The loss rests.'] };
      const seen = await shownBy(() =>
        liveTraining(async ({ onStep, signal }) => {
          onStep({ step: 1, steps: 9, history, secondsLeft: 1 });
          process.emit('SIGINT');
          return { history, stepsDone: 1, ended: signal.aborted ? ('interrupted' as const) : ('done' as const) };
        }),
      );
      const texts = seen.map(({ bundle }) => bundle['text/markdown']).filter(Boolean);
      assert.deepEqual(texts, ['Stopped after step 1 of 9; the weights are kept.', '**Note.** The loss rests.']);
    });

    it('leaves the curve where training failed', async () => {
      const seen = await shownBy(() =>
        assert.rejects(
          liveTraining(async ({ onStep }) => {
            onStep({ step: 1, steps: 9, history: sampleHistory([1]), secondsLeft: 1 });
            throw new Error('no loss');
          }),
          /no loss/,
        ),
      );
      assert.match(String(seen[seen.length - 1].bundle['text/html']), /step 1 of 9/);
    });

    it('takes a bar away at the end', async () => {
      const seen = await shownBy(() => liveProgress('Reading', async ({ update }) => update(1, 2, 'pictures'), 0));
      assert.match(String(seen[1].bundle['text/html']), /1 of 2 pictures/);
      assert.equal(seen[2].bundle['text/html'], '');
    });

    it('counts steps under a bar, hands back what training does, and aborts its signal on the stop button', async () => {
      let trained: unknown;
      const seen = await shownBy(async () => {
        trained = await liveSteps('CosFace', async ({ onStep, signal }) => {
          // Redrawn at most five times a second.
          await new Promise((resolve) => setTimeout(resolve, 220));
          onStep({ step: 3, steps: 10, history: sampleHistory([1]), secondsLeft: 1 });
          process.emit('SIGINT');
          return signal.aborted;
        });
      });
      assert.equal(trained, true);
      assert.match(String(seen[1].bundle['text/html']), /CosFace.*3 of 10/);
      assert.equal(seen[2].bundle['text/html'], '');
    });
  });
});
