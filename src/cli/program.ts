import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { expect, InputError } from '../base/errors';
import { addCelebrities } from './celebrities';
import { addDoctor } from './doctor';
import { addEmbed } from './embed';
import { addExperiment } from './experiment';
import { addGallery } from './gallery';
import { addGrade } from './grade';
import { addHandout } from './handout';
import { addIdentify } from './identify';
import { addLab } from './lab';
import { addExport, addSite, addSlides } from './pages';
import { addQueue, addWorker } from './queue';
import { exitCodes, tellError } from './terminal';
import { addReset } from './reset';
import { addTrain } from './train';
import { addUnlock } from './unlock';
import { addUpdate } from './update';
import { addVerify } from './verify';
import { addPublish, addRehearse } from './workshop';

/** The `facelab` command with all its subcommands, which throws what it cannot read. */
export function facelabProgram(): Command {
  const program = new Command('facelab')
    .description('A workbench for learning deep face recognition.')
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 the answer is no, or something that is needed is broken (a full disk, say), 2 wrong input, 3 the picture cannot be judged, 130 interrupted.\nResults go to standard output, progress and remarks to standard error.\n',
    );
  const commands = [
    [addDoctor, addLab],
    [addCelebrities, addTrain, addEmbed, addVerify, addIdentify, addUnlock, addGallery],
    [addExperiment, addRehearse, addPublish, addSlides, addExport, addSite, addHandout, addReset, addUpdate, addGrade],
    [addWorker, addQueue],
  ];
  for (const add of commands.flat()) add(program);
  return program;
}

/** Runs the command with its arguments and sets the process's exit code. Whatever goes wrong is reported here or in `runCommand`. */
export async function facelab(args: string[]): Promise<void> {
  const program = facelabProgram();
  try {
    // `--out "$FOLDER"` without a value for FOLDER would mean the current folder.
    expect(
      !args.includes(''),
      'One of the arguments is empty, perhaps a variable without a value: give it one, or leave it out.',
    );
    // Of a command that does not exist Commander would show the help of all, without a word.
    const [first, asked] = args;
    const isKnown = asked === undefined || program.commands.some((command) => command.name() === asked);
    expect(first !== 'help' || isKnown, `Unknown command '${asked}'. See npx facelab --help.`);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? usage(error, program, args) : tellError(error);
  }
}

/** Help and version come as errors too; the rest is an option or argument that is missing, unknown or out of range. */
function usage(error: CommanderError, program: Command, args: string[]): number {
  if (error.exitCode === 0) return exitCodes.fine;
  if (error.code === 'commander.help') return exitCodes.wrongInput; // no command: the help was shown
  const help = ['npx facelab', ...namesIn(args, program), '--help'].join(' ');
  const complaint = error.message.replace(/^error: /, '').replace(/\.$/, '');
  return tellError(new InputError(`${complaint[0].toUpperCase()}${complaint.slice(1)}. See ${help}.`));
}

/** The command that the arguments begin with, and a command of its own where they name one: `gallery add`. */
function namesIn([first, ...others]: string[], { commands }: Command): string[] {
  const command = commands.find((each) => each.name() === first);
  return command === undefined ? [] : [first, ...namesIn(others, command)];
}
