import { expect } from '../base/errors';
import type { Notebook } from './notebook-file';

/** Where slides begin: the places of the cells whose `slideshow.slide_type` is `slide` or `subslide`, counted from 0. */
export function slideStarts({ cells }: Notebook): number[] {
  return cells.flatMap(({ metadata }, index) => {
    const { slide_type: type } = (metadata.slideshow ?? {}) as { slide_type?: unknown };
    return type === 'slide' || type === 'subslide' ? [index] : [];
  });
}

/**
 * The place of the cell with which a slide begins, counted as the talk counts them, from 1.
 *
 * @throws InputError when the notebook, called `name`, has no such slide
 */
export function cellOfSlide(notebook: Notebook, slide: number, name: string): number {
  const starts = slideStarts(notebook);
  expect(starts.length > 0, `${name} has no slides: none of its cells has the slide type "slide" or "subslide".`);
  expect(
    slide <= starts.length,
    `--until is ${slide}, but ${name} has ${starts.length} slide${starts.length === 1 ? '' : 's'}: give one of them.`,
  );
  return starts[slide - 1];
}
