import { Command } from 'commander';
import { version } from '../../package.json';
import { addCelebrities } from './celebrities';
import { addDoctor } from './doctor';
import { addEmbed } from './embed';
import { addExperiment } from './experiment';
import { addGrade } from './grade';
import { addHandout } from './handout';
import { addIdentify } from './identify';
import { addLab } from './lab';
import { addTrain } from './train';
import { addUnlock } from './unlock';
import { addVerify } from './verify';
import { addPublish, addRehearse } from './workshop';

const program = new Command('facelab')
  .description('A workbench for learning deep face recognition.')
  .version(version)
  .showHelpAfterError('(npx facelab --help lists the commands)')
  .addHelpText(
    'after',
    '\nExit codes: 0 fine, 1 the answer is no or something needed is broken, 2 wrong input, 130 interrupted.\nResults go to standard output, progress and remarks to standard error.\n',
  );

const commands = [
  [addDoctor, addLab],
  [addCelebrities, addTrain, addEmbed, addVerify, addIdentify, addUnlock],
  [addExperiment, addRehearse, addPublish, addHandout, addGrade],
];
for (const add of commands.flat()) add(program);

program.parseAsync().catch((error) => {
  console.error(error);
  process.exitCode = 70;
});
