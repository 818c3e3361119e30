import { Command } from 'commander';
import { InputError } from '../base/errors';
import { describe, distanceBetween, PictureOptions, recordsOf, withPictureOptions } from './recognition';
import { exitCodes, print, runCommand, textTable, wholeNumber } from './terminal';

/** `facelab identify probe.jpg --gallery DIR`: who is it? */
export function addIdentify(program: Command): void {
  withPictureOptions(program.command('identify'))
    .description(
      'name the people of a gallery who are nearest to a picture (exit code 1 when none is within the threshold)',
    )
    .argument('<probe>', 'the picture')
    .requiredOption('--gallery <folder>', 'one folder a person, NAME/*.jpg')
    .option('--top <count>', 'how many people to list', wholeNumber('--top'), 5)
    .addHelpText('after', '\nExample:\n  npx facelab identify who.jpg --gallery photos/\n')
    .action((probe: string, options: PictureOptions & { gallery: string; top: number }) =>
      runCommand(async (session) => {
        const gallery = (await recordsOf(options.gallery)).filter((record) => record.path !== probe);
        const described = await describe([{ path: probe, name: '?' }, ...gallery], options, session);
        const { faces, recogniser } = described;
        if (faces.sources[0] !== probe) throw new InputError(`${probe} cannot be identified: see the sentence above.`);
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
