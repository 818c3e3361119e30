import MiniSearch, { type Options } from 'minisearch';

/** One place that a search can find. */
export interface Found {
  /** Address within the site, with the heading. */
  id: string;
  title: string;
  /** The page that it is on. */
  page: string;
  text: string;
  /** The first words, for the list of results. */
  begins?: string;
}

const options: Options<Found> = { fields: ['title', 'page', 'text'], storeFields: ['title', 'page', 'begins'] };

/** A script that sets `courseIndex`: a page read from a file may load a script, but no data. */
export function searchScript(places: Found[]): string {
  const search = new MiniSearch<Found>(options);
  search.addAll(places.map((place) => ({ ...place, begins: place.text.slice(0, 160) })));
  return `window.courseIndex = ${JSON.stringify({ options, index: search })};\n`;
}

/** Splits HTML at its headings that can be linked to: each part a place with its text. */
export function placesOf(html: string, address: string, page: string): Found[] {
  return html.split(/(?=<h[1-3] id=")/).flatMap((part): Found[] => {
    const heading = /^<h[1-3] id="([^"]*)"[^>]*>([\s\S]*?)<\/h[1-3]>/.exec(part);
    if (heading === null) return [];
    const text = plainText(part.slice(heading[0].length));
    return [{ id: `${address}#${heading[1]}`, title: plainText(heading[2]), page, text }];
  });
}

/** The words of HTML: no code of figures, no pictures, no formulas' sources. */
export function plainText(html: string): string {
  return html
    .replace(/<(script|style|annotation)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(x?)([\da-f]+);/gi, (_, hex, code) => String.fromCodePoint(parseInt(code, hex === '' ? 10 : 16)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim();
}
