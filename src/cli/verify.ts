import { Command } from 'commander';
import { InputError } from '../base/errors';
import { describeFaces, distanceBetween, gather, PictureOptions, unjudged, withPictureOptions } from './recognition';
import { exitCodes, print, runCommand } from './terminal';

/** `facelab verify A.jpg B.jpg`: one person or two, or a face that cannot be judged. */
export function addVerify(program: Command): void {
  withPictureOptions(program.command('verify'))
    .description(
      'decide whether two pictures show the same person (exit code 0) or not (1), or that it cannot be judged (3)',
    )
    .argument('<first>', 'a picture')
    .argument('<second>', 'another one')
    .addHelpText('after', '\nExample:\n  npx facelab verify anna-1.jpg anna-2.jpg\n')
    .action((first: string, second: string, options: PictureOptions) =>
      runCommand(async (session) => {
        const gathered = await gather(
          [first, second].map((path) => ({ path, name: path })),
          options,
          session,
        );
        const reasons = unjudged(gathered);
        if (reasons.length > 0) {
          print(options.json, { same: null, reasons }, `One person or two? ${reasons.join(' ')}`);
          return exitCodes.cannotTell;
        }
        const described = await describeFaces(gathered, session);
        if (described.faces.count < 2)
          throw new InputError('Two faces are needed to compare, but only one picture shows one.');
        const distance = distanceBetween(described, 0, 1);
        const { threshold, name } = described.recogniser;
        const same = distance <= threshold;
        const text = `${same ? 'The same person' : 'Two people'}: distance ${distance.toFixed(3)}, threshold ${threshold.toFixed(3)} (${name}).`;
        print(options.json, { same, distance, threshold, recogniser: name }, text);
        return same ? exitCodes.fine : exitCodes.no;
      }),
    );
}
