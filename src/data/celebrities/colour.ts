/** Red, green, blue in 0 … 255. */
export type Colour = [number, number, number];

/** The colour a fraction `t` of the way from `a` to `b`. */
export function mix(a: Colour, b: Colour, t: number): Colour {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** Lighter (factor > 1) or darker (factor < 1). */
export function scaled(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

/** Channel by channel, 255 standing for one: how a light of colour `b` shows a surface of colour `a`. */
export function multiplied(a: Colour, b: Colour): Colour {
  return [(a[0] * b[0]) / 255, (a[1] * b[1]) / 255, (a[2] * b[2]) / 255];
}

/** As the canvas wants it. */
export function css(colour: Colour, alpha = 1): string {
  return `rgba(${channel(colour[0])},${channel(colour[1])},${channel(colour[2])},${alpha})`;
}

// Functions within functions are named anew, at some cost, whenever the outer one is called: these are called a hundred times a picture.
function channel(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** Brightness in 0 … 1 (Rec. 601 weights). */
export function lightness(colour: Colour): number {
  return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255;
}

/** A position in 0 … 1 on a path through the colours. */
export function along(colours: Colour[], position: number): Colour {
  const place = Math.max(0, Math.min(0.9999, position)) * (colours.length - 1);
  const index = Math.floor(place);
  return mix(colours[index], colours[index + 1], place - index);
}

/** A colour from hue (turns), saturation and lightness in 0 … 1. */
export function fromHsl(hue: number, saturation: number, light: number): Colour {
  const chroma = saturation * Math.min(light, 1 - light);
  return [hueChannel(0, hue, light, chroma), hueChannel(8, hue, light, chroma), hueChannel(4, hue, light, chroma)];
}

function hueChannel(offset: number, hue: number, light: number, chroma: number): number {
  const k = (offset + (((hue % 1) + 1) % 1) * 12) % 12;
  return 255 * (light - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
}
