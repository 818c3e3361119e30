// Draws the figures of a page, each from the data that stands beside it.
for (const script of document.querySelectorAll('script[data-figure]')) {
  Plotly.newPlot(script.dataset.figure, JSON.parse(script.textContent));
}
