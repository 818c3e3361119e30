import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { Figure } from '../plots/parts/figure';

/** A page with Plotly loaded, and what went wrong on it so far. */
export interface DrawingPage {
  page: Page;
  /** Errors and warnings of the console, and exceptions. */
  complaints: string[];
}

/** Opens an empty page with the plotly.js-dist of this project. */
export async function drawingPage(browser: Browser): Promise<DrawingPage> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
  const complaints = watchConsole(page);
  await page.setContent(
    '<!doctype html><html><body style="margin:0;background:#fff"><div id="figure"></div></body></html>',
  );
  await page.addScriptTag({ content: readFileSync(require.resolve('plotly.js-dist'), 'utf8') });
  return { page, complaints };
}

/** Collects what a page complains about. Chromium's own notes about software rendering are not the page's. */
export function watchConsole(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    const aboutRendering = /GPU stall|swiftshader|GL Driver Message|WebGL-|willReadFrequently/i.test(text);
    if (['error', 'warning'].includes(message.type()) && !aboutRendering) complaints.push(`${message.type()}: ${text}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  return complaints;
}

/** The result of drawing a figure. */
export interface Drawing {
  png: Buffer;
  /** Marks that are there: points, bars, lines, cells of a map, pictures. A figure without any is empty. */
  marks: number;
  /** What Plotly's own validation says about unknown or wrong attributes. */
  objections: string[];
}

/** Draws a figure and gives it as a PNG at the given scale, with the number of marks that Plotly made. */
export async function drawFigure({ page }: DrawingPage, figure: Figure, scale = 1): Promise<Drawing> {
  // The function runs in the page; it is text so that no compiler's helpers get into it.
  const drawn = (await page.evaluate(`(async (figure) => {
    const element = document.getElementById('figure');
    // Plotly's validation does not know packed arrays, and reports the arguments of sliders' steps as changed.
    const known = /z must be linked to an array container|args\\[\\d\\] .*got reset to/;
    const validated = (Plotly.validate(structuredClone(figure.data), structuredClone(figure.layout)) || [])
      .filter((problem) => known.test(problem.msg) === false);
    await Plotly.newPlot(element, figure);
    const { width, height } = element._fullLayout;
    const uri = await Plotly.toImage(element, { format: 'png', width, height, scale: ${scale} });
    const marks = (${countMarks})(element);
    Plotly.purge(element);
    return { uri, marks, objections: validated.map((problem) => problem.msg) };
  })(${JSON.stringify(figure)})`)) as { uri: string; marks: number; objections: string[] };
  return { png: Buffer.from(drawn.uri.split(',')[1], 'base64'), marks: drawn.marks, objections: drawn.objections };
}

/** The source of a browser function that counts the marks in a drawn figure. */
export const countMarks = `(element) => {
  const visible = element.querySelectorAll('.point, .points path, .js-line, .js-fill, .heatmaplayer image, .imagelayer image, .slice, .table, .parcoords').length;
  return visible + element.querySelectorAll('.gl-container canvas').length;
}`;
