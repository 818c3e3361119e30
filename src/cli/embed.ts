import { Command } from 'commander';
import { checkWritable, writeWhole } from '../data/disk';
import { rowOf } from '../base/matrix';
import { describe, PictureOptions, recordsOf, withPictureOptions } from './recognition';
import { print, runCommand } from './terminal';

/** `facelab embed DIR --out FILE`: vectors of all pictures. */
export function addEmbed(program: Command): void {
  withPictureOptions(program.command('embed'))
    .description('write the vector of every picture of a folder to a CSV file: name, path, numbers')
    .argument('<folder>', 'one folder per person, NAME/*.jpg')
    .requiredOption('--out <file>', 'the CSV file')
    .addHelpText('after', '\nExample:\n  npx facelab embed photos/ --out photos.csv\n')
    .action((folder: string, options: PictureOptions & { out: string }) =>
      runCommand(async (session) => {
        await checkWritable(options.out);
        const { faces, embeddings, problems } = await describe(await recordsOf(folder), options, session);
        const quoted = (text: string): string => `"${text.replace(/"/g, '""')}"`;
        const head = ['name', 'path', ...Array.from({ length: embeddings.columns }, (_, d) => `x${d}`)];
        const lines = faces.sources.map((source, index) =>
          [quoted(faces.names[faces.labels[index]]), quoted(source), ...rowOf(embeddings, index)].join(','),
        );
        await writeWhole(options.out, [head.join(','), ...lines, ''].join('\n'));
        const result = { pictures: faces.count, people: faces.names.length, dim: embeddings.columns, problems };
        print(
          options.json,
          result,
          `${faces.count} vectors of ${embeddings.columns} numbers, ${faces.names.length} people → ${options.out}`,
        );
      }),
    );
}
