// What scrolls can be reached by the keyboard.
for (const block of document.querySelectorAll('.katex-block, .cell > div, .cell > table')) {
  if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
}

// Draws the figures of a page, each from the data that stands beside it; one at a time, so that the page can be read meanwhile.
(async () => {
  for (const script of document.querySelectorAll('script[data-figure]')) {
    await Plotly.newPlot(script.dataset.figure, JSON.parse(script.textContent));
    await new Promise((done) => setTimeout(done));
  }
  document.body.dataset.figures = 'drawn';
})();
