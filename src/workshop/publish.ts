import { basename } from 'node:path';
import sharp from 'sharp';
import { InputError } from '../base/errors';
import type { Preset } from '../training/recipes';
import { plotlyMime } from '../notebook/show';
import type { Figure } from '../plots/parts/figure';
import { openBrowser } from './browser';
import { drawFigure, drawingPage } from './draw';
import { executeNotebook, type ExecuteOptions } from './execute';
import { withSlideTypes } from './pages/slide-types';
import {
  readNotebook,
  sourceHash,
  withFoldedImports,
  writeNotebook,
  type Cell,
  type Notebook,
  type Output,
} from './notebook-file';

/** What a published notebook's metadata says about how its outputs came to be. */
export interface PublishRecord {
  /** `sourceHash` of the cells that made the outputs. */
  sources: string;
  preset: Preset;
}

export interface PublishOptions extends ExecuteOptions {
  /** Executes and compares, but writes nothing. */
  check?: boolean;
}

/**
 * Executes a notebook and stores its outputs in its file, each figure with a static picture beside it, so that the
 * committed notebook shows something everywhere. Nothing that differs from run to run is stored: no times, no live
 * curves, no counters of the kernel; the same cells on the same machine give the same bytes. Cells without a slide type get
 * one.
 *
 * Returns whether the file changed (or would, with `check`). Throws when a cell fails or writes to standard error; the
 * file is then left as it was.
 */
export async function publish(
  path: string,
  { check = false, ...options }: PublishOptions = {},
): Promise<{ changed: boolean; figures: number }> {
  const preset = options.preset ?? 'standard';
  const before = await readNotebook(path);
  const { notebook, warnings, error, figures } = await executeNotebook(path, { ...options, preset });
  if (error !== undefined)
    throw new InputError(`${basename(path)} was not published, cell ${error.cell} failed: ${error.message}`);
  if (warnings.length > 0)
    throw new InputError(`${basename(path)} was not published, it prints warnings: ${warnings.join('; ')}`);
  const published = tidied(notebook, { sources: sourceHash(before), preset });
  await addPictures(published);
  const changed = JSON.stringify(published) !== JSON.stringify(before);
  if (changed && check === false) await writeNotebook(path, published);
  return { changed, figures };
}

/** The record of a published notebook, or undefined. */
export function publishRecord(notebook: Notebook): PublishRecord | undefined {
  return notebook.metadata.facelab as PublishRecord | undefined;
}

/** True when the stored outputs were made by the cells as they are now. */
export function isInStep(notebook: Notebook): boolean {
  return publishRecord(notebook)?.sources === sourceHash(notebook);
}

/** Without outputs: what a handout or a fresh edit starts from. */
export function withoutOutputs(notebook: Notebook): Notebook {
  return {
    ...notebook,
    metadata: without(notebook.metadata, 'facelab'),
    cells: notebook.cells.map((cell) =>
      cell.cell_type === 'code' ? { ...cell, execution_count: null, outputs: [] } : cell,
    ),
  };
}

function tidied(notebook: Notebook, record: PublishRecord): Notebook {
  let executed = 0;
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.cell_type !== 'code') return cell;
    return {
      ...cell,
      metadata: without(cell.metadata, 'execution'),
      execution_count: ++executed,
      outputs: (cell.outputs ?? []).filter(hasContent).map(withoutCounter),
    };
  });
  const { kernelspec, language_info } = notebook.metadata;
  return withFoldedImports(
    withSlideTypes({ ...notebook, cells, metadata: { facelab: record, kernelspec, language_info } }),
  );
}

function without(metadata: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== key));
}

/** Live curves and bars leave an empty output behind. */
function hasContent({ data }: Output): boolean {
  if (data === undefined) return true;
  const isEmpty = (content: unknown): boolean => content === '' || (Array.isArray(content) && content.join('') === '');
  return Object.values(data).every(isEmpty) === false;
}

function withoutCounter(output: Output): Output {
  return output.execution_count === undefined ? output : { ...output, execution_count: null };
}

/** Draws every figure in a browser and stores the picture beside it. */
async function addPictures(notebook: Notebook): Promise<void> {
  const outputs = notebook.cells
    .flatMap((cell) => cell.outputs ?? [])
    .filter((output) => output.data?.[plotlyMime] !== undefined);
  if (outputs.length === 0) return;
  const browser = await openBrowser();
  try {
    const drawing = await drawingPage(browser);
    for (const output of outputs) {
      const figure = output.data![plotlyMime] as Figure;
      const { png } = await drawFigure(drawing, figure, 1.5);
      // Figures have few colours: a palette makes the picture three times smaller and looks the same.
      const small = await sharp(png).png({ palette: true, quality: 92, effort: 7, compressionLevel: 9 }).toBuffer();
      output.data!['image/png'] = small.toString('base64');
      const { width, height } = figure.layout;
      output.metadata = { 'image/png': { height, width } };
    }
    if (drawing.complaints.length > 0)
      throw new InputError(`Drawing the figures gave complaints: ${drawing.complaints.join('; ')}`);
  } finally {
    await browser.close();
  }
}
