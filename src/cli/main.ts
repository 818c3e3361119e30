import { Command } from 'commander';
import { version } from '../../package.json';
import { addCelebrities } from './celebrities';
import { addEmbed } from './embed';
import { addExperiment } from './experiment';
import { addIdentify } from './identify';
import { addTrain } from './train';
import { addUnlock } from './unlock';
import { addVerify } from './verify';

const program = new Command('facelab')
  .description('A workbench for learning deep face recognition.')
  .version(version)
  .showHelpAfterError('(npx facelab --help lists the commands)')
  .addHelpText(
    'after',
    '\nExit codes: 0 fine, 1 the answer is no or something needed is broken, 2 wrong input, 130 interrupted.\nResults go to standard output, progress and remarks to standard error.\n',
  );

for (const add of [addCelebrities, addTrain, addEmbed, addVerify, addIdentify, addUnlock, addExperiment]) add(program);

program.parseAsync().catch((error) => {
  console.error(error);
  process.exitCode = 70;
});
