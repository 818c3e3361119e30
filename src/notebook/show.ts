import type { Picture } from '../data/image';
import { contactSheet } from '../plots/parts/contact-sheet';
import type { Figure } from '../plots/parts/figure';
import { display } from './display';

/** MIME type of Plotly figures in notebooks. */
export const plotlyMime = 'application/vnd.plotly.v1+json';

/** Shows a figure, to be hovered over and zoomed. */
export function show(figure: Figure): void {
  display({ [plotlyMime]: { ...figure, config: { responsive: false, displaylogo: false } } });
}

/** Shows HTML. Text in it must be escaped by the caller: see {@link escaped}. */
export function showHTML(html: string): void {
  display({ 'text/html': html });
}

/** Shows Markdown, formulas between dollar signs included. */
export function showMarkdown(markdown: string): void {
  display({ 'text/markdown': markdown });
}

interface PictureOptions {
  /** One text per picture, written below it. */
  captions?: string[];
  /** Side of the square that each picture is fitted into, in pixels. */
  size?: number;
}

/** Shows a picture, or several side by side. */
export function showPicture(pictures: Picture | Picture[], { captions = [], size = 112 }: PictureOptions = {}): void {
  const cells = (Array.isArray(pictures) ? pictures : [pictures]).map((picture, index) => {
    const scale = size / Math.max(picture.width, picture.height);
    const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    const source = contactSheet(
      picture.width,
      picture.height,
      [{ picture, left: 0, top: 0, side: Math.max(picture.width, picture.height) }],
      88,
    );
    const caption = escaped(captions[index] ?? '');
    return `<figure style="margin:0;text-align:center"><img src="${source}" width="${width}" height="${height}" alt="${caption}"><figcaption style="font-size:12px">${caption}</figcaption></figure>`;
  });
  showHTML(`<div style="display:flex;flex-wrap:wrap;gap:8px">${cells.join('')}</div>`);
}

/** Text that is safe within HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
