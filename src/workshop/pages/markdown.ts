import katexPlugin from '@vscode/markdown-it-katex';
import MarkdownIt from 'markdown-it';
import { InputError } from '../../base/errors';

const renderer = new MarkdownIt({ html: true, linkify: true }).use(katexPlugin, {
  output: 'mathml',
  throwOnError: false,
});

/**
 * Markdown as HTML: formulas become MathML, which browsers draw without fonts or scripts. Throws an InputError when a
 * formula cannot be read.
 */
export function renderMarkdown(markdown: string): string {
  const html = renderer.render(markdown);
  const wrong = /class="[^"]*katex-error"[^>]*title="([^"]*)"/.exec(html);
  if (wrong !== null) throw new InputError(`A formula cannot be read: ${wrong[1]}`);
  return html;
}

/**
 * HTML whose links into the project lead somewhere else: `target` says where, undefined that there is no such place here, and
 * of the link its text remains. Links to other sites and within the page stay.
 */
export function withLinks(html: string, target: (link: string) => string | undefined): string {
  return html.replace(/<a\s([^>]*?)href="([^"]*)"([^>]*)>([\s\S]*?)<\/a>/g, (whole, before, link, after, text) => {
    if (/^([a-z][a-z+.-]*:|#|\/\/)/i.test(link)) return whole;
    const place = target(link);
    return place === undefined ? text : `<a ${before}href="${place}"${after}>${text}</a>`;
  });
}
