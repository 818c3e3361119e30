/**
 * The one place that talks to the notebook's kernel. A bundle maps MIME types to content; a notebook shows the richest
 * that it knows. Outside a notebook nothing is shown and nothing fails, so that everything above can be tested.
 */
export type Bundle = Record<string, unknown>;

/** A bundle as it was sent, and whether it replaced an earlier one with the same id. */
export interface Shown {
  bundle: Bundle;
  id?: string;
  update: boolean;
}

type Listener = (shown: Shown) => void;

const listeners = new Set<Listener>();
let displays = 0;

/** True in a cell of a notebook. */
export function inNotebook(): boolean {
  return '__tslab__' in globalThis;
}

/** Shows a bundle below the running cell. */
export function display(bundle: Bundle): void {
  send({ bundle, update: false });
}

/** A place below the running cell whose content can be replaced. */
export interface Place {
  replace(bundle: Bundle): void;
}

/** Shows a bundle that can be replaced later. Plotly figures are not redrawn by JupyterLab when replaced: use SVG or HTML. */
export function displayInPlace(bundle: Bundle): Place {
  const id = `facelab-${process.pid}-${displays++}`;
  send({ bundle, id, update: false });
  return { replace: (next) => send({ bundle: next, id, update: true }) };
}

/** Reports everything that is shown to the listener, until the returned function is called: for tests and recorders. */
export function onDisplay(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function send(shown: Shown): void {
  for (const listener of listeners) listener(shown);
  if (inNotebook() === false) return;
  // tslab's public `display` sends one MIME type at a time and cannot update a bundle; the function that it calls can.
  const { lastWriteDisplayData } = require('tslab/dist/jupyter');
  const transient = shown.id === undefined ? {} : { display_id: shown.id };
  lastWriteDisplayData({ data: shown.bundle, metadata: {}, transient }, shown.update);
}
