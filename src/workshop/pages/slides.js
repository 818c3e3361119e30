// Runs in the page of slides: draws the figures of the slide that is shown, and gives text and figures the size that fits.

const [screen, margin, gap] = [{ width: 1280, height: 720 }, { across: 96, down: 72 }, 14];
const area = { width: screen.width - margin.across, height: screen.height - margin.down };
/** Sizes of text in pixels; below the last one nobody in the last row can read. */
const letterSizes = [28, 26, 24, 22, 20];
/** Figures are enlarged and reduced within these bounds. */
const [largest, smallest] = [1.6, 0.5];

const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

/** Draws figures that are not drawn yet. */
async function draw(slide) {
  for (const data of slide.querySelectorAll('script[data-figure]:not([data-drawn])')) {
    data.dataset.drawn = '';
    await Plotly.newPlot(data.dataset.figure, JSON.parse(data.textContent));
  }
}

/** A formula cannot be broken: one that is too wide gets smaller letters than the prose around it. */
function fitFormulas(text) {
  for (const formula of text.querySelectorAll('.katex-block')) {
    formula.style.fontSize = '';
    const width = formula.querySelector('math').getBoundingClientRect().width / Reveal.getScale();
    if (width > formula.clientWidth) formula.style.fontSize = `${Math.max(0.7, (formula.clientWidth - 4) / width)}em`;
  }
}

/**
 * Three ways to place prose and figures: one below the other, figures side by side below the prose, prose at the left. The
 * one in which letters times figures come out largest is taken.
 */
function fit(slide) {
  const content = slide.querySelector('.content');
  if (content === null) return;
  const pictures = [...content.querySelectorAll(':scope > .pictures > .picture')];
  const sizes = pictures.map(({ firstElementChild: natural }) => ({
    // A table that cannot be broken reaches beyond its place.
    width: Math.max(natural.offsetWidth, natural.scrollWidth),
    height: Math.max(natural.offsetHeight, natural.scrollHeight),
  }));
  const [widths, heights] = [sizes.map(({ width }) => width), sizes.map(({ height }) => height)];
  const gaps = gap * Math.max(0, pictures.length - 1);
  const scaleIn = {
    stacked: (width, height) => Math.min((height - gaps) / sum(heights), width / Math.max(...widths)),
    row: (width, height) => Math.min(height / Math.max(...heights), (width - gaps) / sum(widths)),
  };
  const texts = [...content.querySelectorAll(':scope > div > .text')];

  let best;
  for (const way of pictures.length === 0 ? ['stacked'] : ['stacked', 'row', 'beside']) {
    if (way === 'beside' && texts.length === 0) continue;
    content.className = `content ${way}`;
    for (const letters of letterSizes) {
      content.style.fontSize = `${letters}px`;
      texts.forEach(fitFormulas);
      const said = sum(texts.map(({ offsetHeight }) => offsetHeight));
      const isTooWide = texts.some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1);
      const isTooHigh = said > area.height;
      const left = way === 'beside' ? area.height : area.height - said - (said > 0 ? gap + 10 : 0);
      const width = way === 'beside' ? area.width * 0.64 - 28 : area.width;
      const scale =
        pictures.length === 0 ? 1 : Math.min(largest, scaleIn[way === 'row' ? 'row' : 'stacked'](width, left));
      const isPossible = isTooWide === false && isTooHigh === false && scale >= smallest;
      const score = (isPossible ? 1 : 1e-3) * letters * Math.max(scale, 0.1);
      if (best === undefined || score > best.score) best = { way, letters, scale: Math.max(scale, 0.1), score };
    }
  }
  content.className = `content ${best.way}`;
  content.style.fontSize = `${best.letters}px`;
  texts.forEach(fitFormulas);
  slide.dataset.letters = best.letters;
  slide.dataset.scale = pictures.length === 0 ? '' : best.scale.toFixed(2);
  for (const [index, picture] of pictures.entries()) {
    picture.style.width = `${widths[index] * best.scale}px`;
    picture.style.height = `${heights[index] * best.scale}px`;
    picture.firstElementChild.style.transform = `scale(${best.scale})`;
  }
}

async function prepare(slide) {
  await draw(slide);
  fit(slide);
  slide.dataset.ready = '';
}

/** Shows or hides the code behind the slide. */
function toggleCode() {
  const source = Reveal.getCurrentSlide().querySelector('.source');
  if (source === null) return;
  source.hidden = source.hidden === false;
  if (source.hidden === false) source.focus();
}

/** Keys that turn slides scroll the code while it is shown. */
const scrolling = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' '];
document.querySelector('.reveal').addEventListener('keydown', (event) => {
  if (event.target.closest('.source') !== null && scrolling.includes(event.key)) event.stopPropagation();
});

Reveal.initialize({
  ...screen,
  margin: 0,
  minScale: 0.2,
  maxScale: 4,
  center: false,
  hash: true,
  transition: 'none',
  backgroundTransition: 'none',
  slideNumber: (slide) => [slide?.dataset.number ?? ''],
  plugins: [RevealNotes, RevealZoom],
}).then(async () => {
  Reveal.addKeyBinding({ keyCode: 67, key: 'C', description: 'Show or hide the code' }, toggleCode);
  Reveal.on('slidechanged', ({ currentSlide }) => prepare(currentSlide));
  await document.fonts.ready;
  await prepare(Reveal.getCurrentSlide());
});
