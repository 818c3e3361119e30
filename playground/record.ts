import { GIFEncoder, applyPalette, quantize } from 'gifenc';

/** Milliseconds between pictures, and how many there are at most. */
const [pause, most] = [100, 200];
/** Width in pixels of what is recorded. */
const width = 640;

/** A recording that runs. */
export interface Recording {
  /** Ends it and gives the file. */
  stop(): Blob;
}

/** Records canvases side by side as a GIF on a page colour; `onFull` is called when it is as long as it may be. */
export function record(canvases: () => HTMLCanvasElement[], back: () => string, onFull: () => void): Recording {
  const gif = GIFEncoder();
  const drawn = document.createElement('canvas');
  let pictures = 0;
  let isFirst = true;
  const take = (): void => {
    const sources = canvases();
    // The first picture decides the size of all.
    if (isFirst) [drawn.width, drawn.height] = [width, Math.round(width / sources.length)];
    isFirst = false;
    const context = drawn.getContext('2d', { willReadFrequently: true })!;
    context.fillStyle = back();
    context.fillRect(0, 0, drawn.width, drawn.height);
    const side = Math.min(drawn.height, drawn.width / sources.length);
    sources.forEach((source, index) => context.drawImage(source, index * side, 0, side, side));
    const { data } = context.getImageData(0, 0, drawn.width, drawn.height);
    const palette = quantize(data, 128);
    gif.writeFrame(applyPalette(data, palette), drawn.width, drawn.height, { palette, delay: pause });
    document.body.dataset.pictures = String(++pictures);
    if (pictures >= most) onFull();
  };
  take();
  const timer = setInterval(take, pause);
  return {
    stop() {
      clearInterval(timer);
      gif.finish();
      return new Blob([gif.bytes()], { type: 'image/gif' });
    },
  };
}
