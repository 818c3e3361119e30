import { facelab } from './program';
import { tellError } from './terminal';

// The reader may stop early (`| head`), which is no error; a file that standard output goes to may be on a full disk.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = tellError(error);
  });
}
process.on('uncaughtException', (error) => process.exit(tellError(error)));

void facelab(process.argv.slice(2));
