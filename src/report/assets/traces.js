"use strict";
// Charts of lines and points as an analysis draws them, from page.charts (docs/formats/report.md).
const traces_chart = (figure) => {
  const shown = page.charts[Number(figure.dataset.index)];
  const chart = new Chart(figure, shown.name);
  const series = shown.lines.filter((line) => line.x.length > 0).map((line) => ({
    label: line.label, color: palette(line.color), x: line.x, y: line.y, traced: true,
    points: line.style === "points", dash: line.style === "dashed" ? [6, 4] : undefined}));
  if (series.length) chart.show({title: shown.title, x: shown.x, y: shown.y, equal: shown.equal, series});
  else chart.title.textContent = `${shown.title}: nothing to draw`;
  for (const text of shown.notes) figure.append(element("p", {class: "hint"}, text));
};
