import { Command } from 'commander';
import { InputError } from '../base/errors';
import { rowOf } from '../base/matrix';
import { withoutCopies } from '../data/same-pictures';
import { distancesToOthers, faceUnlock, unlockThreshold } from '../evaluation/unlock';
import { smallestRate } from '../evaluation/verification/operating-point';
import { describe, PictureOptions, recordsOf, withPictureOptions } from './recognition';
import { print, remark, runCommand, textTable } from './terminal';

/** `facelab unlock DIR`: could these people unlock each other's phone? */
export function addUnlock(program: Command): void {
  withPictureOptions(program.command('unlock'))
    .description('show whose pictures would unlock whose phone, at a false accept rate')
    .argument('<folder>', 'one folder per person, NAME/*.jpg, two people or more')
    .option('--far <rate>', 'share of strangers’ pictures that may open a phone', rateOption, 0.01)
    .addHelpText(
      'after',
      '\nA picture is compared with the mean of each person, of its own person with that of the other pictures.\n' +
        '\nExample:\n  npx facelab unlock photos/ --far 0.01\n',
    )
    .action((folder: string, options: PictureOptions & { far: number }) =>
      runCommand(async (session) => {
        const { records, problems } = await withoutCopies(await recordsOf(folder));
        for (const { problem } of problems) remark(problem);
        const { faces, embeddings } = await describe(records, options, session);
        if (faces.names.length < 2)
          throw new InputError(
            `${folder} shows one person only, ${faces.names[0]}: a stranger is needed, so add people.`,
          );
        const attempts = faces.count * (faces.names.length - 1);
        if (options.far < 1 / attempts) throw new InputError(tooFew(folder, options, attempts));
        const pictures = faces.names.map((_, person) => faces.labels.filter((label) => label === person).length);
        const { identities, distances } = distancesToOthers(embeddings, faces.labels);
        const threshold = unlockThreshold(distances, faces.labels, identities, options.far);
        const unlock = faceUnlock(distances, faces.labels, identities, threshold);
        const rows = faces.names.map((name, visitor) => ({
          'pictures of ↓ at the phone of →': name,
          ...Object.fromEntries(
            faces.names.map((owner, j) => [
              owner,
              j === visitor && pictures[j] === 1 ? '–' : `${Math.round(100 * rowOf(unlock, visitor)[j])} %`,
            ]),
          ),
        }));
        const single = faces.names.filter((_, person) => pictures[person] === 1);
        const untested =
          single.length > 0 ? `\n– One picture only, which cannot be tested against itself: ${single.join(', ')}.` : '';
        const result = {
          threshold,
          far: options.far,
          names: faces.names,
          unlock: faces.names.map((_, i) =>
            Array.from(rowOf(unlock, i), (share, j) => (i === j && pictures[i] === 1 ? null : share)),
          ),
        };
        print(
          options.json,
          result,
          `${textTable(rows)}\n\nDistance threshold ${threshold.toFixed(3)} at a false accept rate of ${options.far}.${untested}`,
        );
      }),
    );
}

/** Why the rate cannot be measured, with the command that works. */
function tooFew(folder: string, options: PictureOptions & { far: number }, attempts: number): string {
  const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`);
  const command = [
    'npx facelab unlock',
    quoted(folder),
    ...(options.model ? ['--model', quoted(options.model)] : []),
    ...(options.aligned ? ['--aligned'] : []),
    ...(options.keepPoor ? ['--keep-poor'] : []),
    '--far',
    smallestRate(attempts),
  ].join(' ');
  return (
    `A false accept rate of ${options.far} cannot be measured on ${attempts} attempts of strangers: ` +
    `add pictures, or try ${command}`
  );
}

function rateOption(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate <= 1))
    throw new InputError(`--far is "${text}", but it must be a rate above 0 and up to 1, such as 0.01.`);
  return rate;
}
