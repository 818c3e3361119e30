import { expect } from '../../base/errors';
import type { Relation } from '../../lessons/coupleface/relations';
import { rounded, type Figure, type Layout } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { axis, colours, page, translucent } from '../parts/theme';

/** Relations of one student, with what stands below its name. */
export interface RelationPanel {
  name: string;
  numbers?: string;
  relations: Pick<Relation, 'teacher' | 'student'>[];
}

/**
 * The student's similarities over the teacher's, one panel per student, on equal axes: on the dashed diagonal they agree, above it the
 * student finds two people more alike than its teacher does. The band around the diagonal is the slack q. At most `most` points
 * a panel are drawn, spread over the list.
 */
export function relationScatter(
  students: RelationPanel[],
  { slack = 0, title, note, most = 500 }: { slack?: number; title: string; note?: string; most?: number },
): Figure {
  expect(
    students.length > 0 && students.every(({ relations }) => relations.length > 0),
    'There is no relation to draw: give at least one student with one relation.',
  );
  const panels = panelGrid(students.length, students.length, { gapX: 0.05 });
  const drawn = students.map(({ relations }) => {
    const every = Math.ceil(relations.length / most);
    return relations.filter((_, index) => index % every === 0);
  });
  const all = drawn.flat().flatMap(({ teacher, student }) => [teacher, student]);
  const [low, high] = [Math.min(...all) - 0.04, Math.max(...all) + 0.04];
  const data = drawn.map((relations, index) => ({
    type: 'scatter',
    mode: 'markers',
    name: students[index].name,
    x: rounded(relations.map(({ teacher }) => teacher)),
    y: rounded(relations.map(({ student }) => student)),
    xaxis: panels[index].x,
    yaxis: panels[index].y,
    marker: { size: 5, color: translucent(colours.different, 0.45) },
    hovertemplate: `teacher %{x:.2f}, student %{y:.2f}<extra>${students[index].name}</extra>`,
  }));
  const shapes = panels.flatMap(({ x, y }): Layout[] => [
    {
      type: 'path',
      path: `M ${low} ${low - slack} L ${high} ${high - slack} L ${high} ${high + slack} L ${low} ${low + slack} Z`,
      xref: x,
      yref: y,
      fillcolor: translucent(colours.same, 0.16),
      line: { width: 0 },
      layer: 'below',
    },
    {
      type: 'line',
      x0: low,
      y0: low,
      x1: high,
      y1: high,
      xref: x,
      yref: y,
      line: { color: colours.rule, width: 1.5, dash: 'dash' },
    },
  ]);
  const axes = Object.fromEntries(
    panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain }, index) => [
      [xaxis, axis('teacher’s similarity', { domain: xDomain, anchor: y, range: [low, high] })],
      [
        yaxis,
        axis(index === 0 ? 'student’s similarity' : '', {
          domain: yDomain,
          anchor: x,
          range: [low, high],
          ...(index > 0 && { showticklabels: false }),
        }),
      ],
    ]),
  );
  return {
    data,
    layout: page(
      { title, note, width: 330 * students.length + 100, height: 460 },
      {
        ...axes,
        shapes,
        annotations: panels.map((panel, index) => heading(panel, students[index].name, students[index].numbers)),
        showlegend: false,
        margin: { l: 68, r: 24, t: note === undefined ? 96 : 116, b: 56 },
      },
    ),
  };
}
