'use strict';

// render-samples.js FOLDER: draws the sample celebrities. Runs with tsx, after the npm packages are there.

const { writeSampleCelebrities } = require('../src/data/celebrities/samples');

writeSampleCelebrities(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
