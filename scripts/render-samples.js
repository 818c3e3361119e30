'use strict';

// render-samples.js FOLDER: draws the sample celebrities, and their contact sheet beside the folder. Runs with tsx, after the
// npm packages are there.

const path = require('node:path');
const { writeContactSheet, writeSampleCelebrities } = require('../src/data/celebrities/shipped');

async function main(folder) {
  const written = await writeSampleCelebrities(folder);
  if (written > 0) await writeContactSheet(path.join(folder, '..', 'contact-sheet.png'));
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
