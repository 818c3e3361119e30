import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { glossaryMarkdown } from '../src/workshop/glossary';

/** Writes notebooks/glossary.md from the list of words. */
const folder = join(__dirname, '..', 'notebooks');
const files = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));
const text = glossaryMarkdown((chapter) => files.find((file) => file.startsWith(`${chapter}-`))!);
writeFileSync(join(folder, 'glossary.md'), text);
