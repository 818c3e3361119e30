// An extension of JupyterLab, which loads this file as it stands. Plotly's own extension shows a stored picture with
// all of its pixels, half as large again as the figure that replaces it under the pointer, and saves pictures as wide
// as the page. Here picture and figure share a box of the figure's size, which shrinks where the page is narrower. RISE,
// which shows notebooks as slides, loads it too.

'use strict';

// Whichever extension is there first makes the table.
window._JUPYTERLAB ??= {};
window._JUPYTERLAB['facelab-figures'] = {
  init() {},
  async get() {
    const plotly = window._JUPYTERLAB['jupyterlab-plotly'];
    if (plotly !== undefined) keepSize((await plotly.get('./mimeExtension'))().RenderedPlotly.prototype);
    quietSlides();
    return () => [];
  },
};

/** RISE's slides: text for the back row, a folded cell that is not as large as a title, titles as they are written. */
function quietSlides() {
  const style = document.createElement('style');
  style.textContent = `
    .reveal .slides { --jp-content-font-size1: 20px; --jp-code-font-size: 16px; }
    .reveal .jp-Placeholder * { font-size: var(--jp-code-font-size); }
    .reveal .slides :is(h1, h2, h3) { text-transform: none; }`;
  document.head.append(style);
}

/** Gives every figure its box: when it knows its numbers, when it comes onto the page, and when the page changes. */
function keepSize(rendered) {
  const { renderModel, onAfterAttach, onBeforeDetach } = rendered;
  const pages = new ResizeObserver((changes) => {
    for (const { target } of changes) target.querySelectorAll(':scope > .jp-RenderedPlotly').forEach(fit);
  });
  rendered.renderModel = function (model) {
    const { width, height } = model.data[this._mimeType].layout ?? {};
    if (width > 0 && height > 0) {
      Object.assign(this.node.dataset, { width, height });
      fit(this.node);
    }
    return renderModel.call(this, model);
  };
  rendered.onAfterAttach = function (message) {
    onAfterAttach.call(this, message);
    if (this.node.parentElement !== null) pages.observe(this.node.parentElement);
    fit(this.node);
  };
  rendered.onBeforeDetach = function (message) {
    if (this.node.parentElement !== null) pages.unobserve(this.node.parentElement);
    onBeforeDetach.call(this, message);
  };
}

function fit(node) {
  const [width, height] = [Number(node.dataset.width), Number(node.dataset.height)];
  const page = node.parentElement;
  if (!(width > 0) || page === null || page.clientWidth === 0) return;
  // Plotly measures a transformed figure right, so hovering and zooming go on; the box keeps its full size within.
  const scale = Math.min(1, (page.clientWidth - node.offsetLeft) / width);
  Object.assign(node.style, {
    flex: 'none',
    width: `${width}px`,
    height: `${height}px`,
    overflow: 'hidden',
    transformOrigin: '0 0',
    transform: scale < 1 ? `scale(${scale})` : '',
    marginRight: `${(scale - 1) * width}px`,
    marginBottom: `${(scale - 1) * height}px`,
  });
  Object.assign(node.querySelector('.plot-img').style, { width: '100%', height: '100%', objectFit: 'contain' });
}
