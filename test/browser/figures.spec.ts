import assert from 'node:assert/strict';
import { drawFigure, drawingPage, type DrawingPage } from '../../src/workshop/draw';
import { sampleFigures } from '../plots/sample-figures';
import { keep, withBrowser } from './with-browser';

describe('figures in a browser', function () {
  this.timeout(90_000);
  const browser = withBrowser();
  let drawing: DrawingPage;

  before(async () => {
    drawing = await drawingPage(browser());
  });

  for (const [name, make] of Object.entries(sampleFigures)) {
    it(`draws ${name}`, async () => {
      const { png, marks, objections } = await drawFigure(drawing, make());
      keep(`figure-${name}.png`, png);
      assert.ok(marks > 0, 'the figure has no marks');
      assert.deepEqual(objections, []);
      assert.deepEqual(drawing.complaints, []);
    });
  }

  it('finds no marks in an empty figure', async () => {
    const { marks } = await drawFigure(drawing, { data: [{ type: 'scatter', x: [], y: [] }], layout: {} });
    assert.equal(marks, 0);
  });

  it('moves the features when the slider of training is moved', async () => {
    const figure = sampleFigures['features-over-training']();
    const at = (await drawing.page.evaluate(`(async (figure) => {
      const element = document.getElementById('figure');
      await Plotly.newPlot(element, figure);
      await Plotly.animate(element, ['epoch 1'], { mode: 'immediate', transition: { duration: 0 }, frame: { duration: 0, redraw: true } });
      const now = element._fullData[0].x[0];
      const title = element.layout.title.text;
      Plotly.purge(element);
      return { now, title };
    })(${JSON.stringify(figure)})`)) as { now: number; title: string };
    assert.equal(at.now, (figure.frames![0].data[0].x as number[])[0]);
    assert.match(at.title, /epoch 1/);
  });
});
