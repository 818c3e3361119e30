import { Command } from 'commander';
import { InputError } from '../base/errors';
import { copiesOf } from '../data/copies';
import {
  describe,
  distanceBetween,
  gather,
  PictureOptions,
  recordsOf,
  unjudged,
  withPictureOptions,
} from './recognition';
import { exitCodes, print, remark, runCommand, textTable, wholeNumber } from './terminal';

/** `facelab identify probe.jpg --gallery DIR`: who is it? */
export function addIdentify(program: Command): void {
  withPictureOptions(program.command('identify'))
    .description(
      'name the people of a gallery who are nearest to a picture (exit code 1 when none is within the threshold, 3 when the picture cannot be judged)',
    )
    .argument('<probe>', 'the picture')
    .requiredOption('--gallery <folder>', 'one folder per person, NAME/*.jpg')
    .option('--top <count>', 'how many people to list', wholeNumber('--top'), 5)
    .addHelpText('after', '\nExample:\n  npx facelab identify who.jpg --gallery photos/\n')
    .action((probe: string, options: PictureOptions & { gallery: string; top: number }) =>
      runCommand(async (session) => {
        const gathered = await gather([{ path: probe, name: '?' }], options, session);
        const reasons = unjudged(gathered);
        if (reasons.length > 0) {
          print(options.json, { known: null, reasons }, `Who is it? ${reasons.join(' ')}`);
          return exitCodes.cannotTell;
        }
        if (gathered.faces.count === 0) throw new InputError(`${probe} cannot be identified: see the sentence above.`);
        const records = await recordsOf(options.gallery);
        const copies = await copiesOf(
          probe,
          records.map(({ path }) => path),
        );
        for (const copy of copies) remark(`${copy} is the picture itself or a copy of it, so it is left out.`);
        const gallery = records.filter(({ path }) => !copies.has(path));
        if (gallery.length === 0)
          throw new InputError(
            `${options.gallery} has no other picture than ${probe} itself: add some of other people.`,
          );
        const described = await describe([{ path: probe, name: '?' }, ...gallery], options, session);
        const { faces, recogniser } = described;
        const nearest = new Map<string, { name: string; distance: number; picture: string }>();
        for (let index = 1; index < faces.count; index++) {
          const name = faces.names[faces.labels[index]];
          const distance = distanceBetween(described, 0, index);
          if (distance < (nearest.get(name)?.distance ?? Infinity))
            nearest.set(name, { name, distance, picture: faces.sources[index] });
        }
        const people = [...nearest.values()].sort((a, b) => a.distance - b.distance).slice(0, options.top);
        if (people.length === 0)
          throw new InputError(`${options.gallery} shows no usable face: see the sentences above.`);
        const { threshold } = recogniser;
        const isKnown = people[0].distance <= threshold;
        const verdict = isKnown
          ? `${people[0].name} (distance ${people[0].distance.toFixed(3)}, threshold ${threshold.toFixed(3)}).`
          : `Nobody of the gallery: the nearest, ${people[0].name}, is at ${people[0].distance.toFixed(3)}, beyond the threshold of ${threshold.toFixed(3)}.`;
        const rows = people.map(({ name, distance, picture }) => ({ name, distance: distance.toFixed(3), picture }));
        print(options.json, { known: isKnown, threshold, people }, `${verdict}\n\n${textTable(rows)}`);
        return isKnown ? exitCodes.fine : exitCodes.no;
      }),
    );
}
