import { expect } from '../../base/errors';
import { psiOf, ruleName, targetLogit, type DecisionRule } from '../parts/decision-rules';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { axis, colours, identityColour, line, page } from '../parts/theme';

const dashes = ['solid', 'dash', 'dot', 'dashdot', 'longdash'];
const angles = Array.from({ length: 181 }, (_, degree) => degree);

const legendAside = { x: 1.02, xanchor: 'left', y: 1, font: { size: 12 } };

/**
 * The target logit of each rule over the angle to the own class weight: the lower a curve, the closer a picture must
 * be for the same logit. What other classes get is cos theta, drawn in grey. Where a curve rises again, a ring marks its lowest
 * point: beyond it training would reward a picture for moving away. The axis ends at −2.2, where A-softmax goes on.
 */
export function targetLogitCurves(
  rules: DecisionRule[],
  { title = 'What the own class is given for its angle', note }: { title?: string; note?: string } = {},
): Figure {
  expect(rules.length > 0, 'There is no rule to draw: give at least one.');
  return {
    data: [
      line(
        'cos θ (all other classes)',
        angles,
        rounded(angles.map((degree) => Math.cos(inRadians(degree)))),
        colours.rule,
        {
          line: { color: colours.rule, width: 1.5, dash: 'dot', simplify: false },
        },
      ),
      ...rules.map((rule, index) =>
        line(
          ruleName(rule),
          angles,
          rounded(angles.map((degree) => targetLogit(inRadians(degree), rule))),
          identityColour(index),
          {
            line: {
              color: identityColour(index),
              width: 2.2,
              dash: dashes[Math.floor(index / 5) % dashes.length],
              simplify: false,
            },
            hovertemplate: `${ruleName(rule)} at %{x}°: %{y:.2f}<extra></extra>`,
          },
        ),
      ),
      ...turns(rules),
    ],
    layout: page(
      { title, note, width: 820, height: 440 },
      {
        xaxis: axis('angle θ to the own class weight, degrees', { range: [0, 180], dtick: 30 }),
        yaxis: axis('target logit, before the scale', { range: [-2.2, 1.1] }),
        showlegend: true,
        legend: legendAside,
      },
    ),
  };
}

/** A ring at the lowest point of each curve that rises after it, with the angle. */
function turns(rules: DecisionRule[]): Trace[] {
  const lowest = rules.flatMap((rule, index) => {
    const values = angles.map((degree) => targetLogit(inRadians(degree), rule));
    const turn = angles.find((degree) => degree < 180 && values[degree + 1] > values[degree] + 1e-9);
    return turn === undefined ? [] : [{ turn, value: values[turn], colour: identityColour(index) }];
  });
  if (lowest.length === 0) return [];
  return [
    {
      type: 'scatter',
      mode: 'markers+text',
      name: 'rises again from here',
      x: lowest.map(({ turn }) => turn),
      y: rounded(lowest.map(({ value }) => value)),
      text: lowest.map(({ turn }) => `${turn}°`),
      textposition: 'bottom center',
      marker: {
        size: 12,
        symbol: 'circle-open',
        color: lowest.map(({ colour }) => colour),
        line: { width: 2.5 },
      },
      hovertemplate: 'beyond %{x}° the target logit rises again<extra></extra>',
    },
  ];
}

/** psi(theta) for several m against cos theta, and cos(m theta) in pale where it would rise again. */
export function psiCurves(
  ms: number[],
  {
    title = 'ψ(θ) falls all the way where cos(mθ) would rise again',
    note = 'Pale: cos(mθ). Solid: ψ(θ) = (−1)ᵏ cos(mθ) − 2k for θ between kπ/m and (k+1)π/m',
  }: { title?: string; note?: string } = {},
): Figure {
  expect(
    ms.length > 0 && ms.every((m) => Number.isInteger(m) && m >= 1),
    `psi needs whole m from 1 on, but m is ${ms.join(', ')}.`,
  );
  const curve = (name: string, value: (theta: number) => number, colour: string, rest: Record<string, unknown>) =>
    line(name, angles, rounded(angles.map((degree) => value(inRadians(degree)))), colour, rest);
  return {
    data: ms.flatMap((m, index) => {
      const colour = identityColour(index);
      const pale = curve(`cos ${m}θ`, (theta) => Math.cos(m * theta), colour, {
        line: { color: colour, width: 1, dash: 'dot', simplify: false },
        opacity: 0.6,
      });
      const solid = curve(m === 1 ? 'cos θ (m = 1)' : `ψ, m = ${m}`, (theta) => psiOf(theta, m), colour, {
        line: { color: colour, width: 2, simplify: false },
        hovertemplate: `ψ, m = ${m}, at %{x}°: %{y:.2f}<extra></extra>`,
      });
      return m === 1 ? [solid] : [pale, solid];
    }),
    layout: page(
      { title, note, width: 820, height: 460 },
      {
        xaxis: axis('angle θ to the own class weight, degrees', { range: [0, 180], dtick: 30 }),
        yaxis: axis('target logit, before |x|'),
        showlegend: true,
        legend: legendAside,
      },
    ),
  };
}

function inRadians(degree: number): number {
  return (degree * Math.PI) / 180;
}

/** A figure of curves over the angle with one more on top: a reader's own function of theta in radians, beside the reference. */
export function withOwnCurve(figure: Figure, name: string, logit: (theta: number) => number): Figure {
  const shown = angles.filter((degree) => degree % 6 === 0);
  const values = rounded(shown.map((degree) => logit(inRadians(degree))));
  const own = line(name, shown, values, colours.text, {
    mode: 'markers',
    marker: { size: 8, symbol: 'circle-open', color: colours.text, line: { width: 1.5 } },
    hovertemplate: `${name} at %{x}°: %{y:.2f}<extra></extra>`,
  });
  return { ...figure, data: [...figure.data, own] };
}
