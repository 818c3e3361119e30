import { posix } from 'node:path';
import { escaped } from '../../notebook/show';
import { linkedFrom, type Assets } from './assets';
import { plainText } from './search-index';

/** A page of the site before its frame is put around it. */
export interface SitePage {
  /** Where it lies in the site, as in `notebooks/08-celebrities.html`. */
  address: string;
  title: string;
  /** HTML, with links as from the page. */
  body: string;
  /** Scripts that it needs, before and after its body. */
  before?: string[];
  after?: string[];
}

/** Pages that the head of every page leads to. */
export interface Way {
  title: string;
  address: string;
}

/** The whole page: head with the ways through the site, search, and its body. All addresses are relative. */
export function sitePage({ address, title, body, before = [], after = [] }: SitePage, ways: Way[]): string {
  const to = (target: string): string => relativeLink(address, target);
  const assets: Assets = linkedFrom(to('assets'));
  const links = ways.map((way, index) => {
    const here = way.address === address ? ' aria-current="page"' : '';
    return `<a${index === 0 ? ' class="home"' : ''}${here} href="${to(way.address)}">${escaped(way.title)}</a>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(title)}${address === 'index.html' ? '' : ' · facelab'}</title>
${assets('page.css', 'code.css', 'site.css', ...before)}
</head>
<body>
<header>
<nav aria-label="The course">${links.join('\n')}</nav>
<form action="${to('search.html')}" role="search"><input type="search" name="q" aria-label="Search the course" placeholder="Search"></form>
</header>
<main>
${withAnchors(body)}
</main>
${assets(...after)}
</body>
</html>
`;
}

/** From one page of the site to another. */
export function relativeLink(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to) || posix.basename(to);
}

/** Gives every heading of the first three ranks a name that can be linked to, each its own. */
export function withAnchors(html: string): string {
  const taken = new Set<string>();
  return html.replace(/<h([1-3])>([\s\S]*?)<\/h\1>/g, (_, rank, text) => {
    const name = nameOf(plainText(text));
    let [id, count] = [name, 1];
    while (taken.has(id)) id = `${name}-${++count}`;
    taken.add(id);
    return `<h${rank} id="${id}">${text}</h${rank}>`;
  });
}

function nameOf(heading: string): string {
  return heading.toLowerCase().replace(/[’']/gu, '').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'section'; // prettier-ignore
}

/** Links to the headings of the second rank, for the top of a long page. */
export function contentsOf(html: string): string {
  const headings = [...html.matchAll(/<h2 id="([^"]*)">([\s\S]*?)<\/h2>/g)];
  if (headings.length < 3) return '';
  const items = headings.map(([, id, text]) => `<li><a href="#${id}">${text}</a></li>`);
  return `<nav aria-label="On this page"><ul class="contents">${items.join('')}</ul></nav>`;
}
