"use strict";
// Pictures of fields in a plane: every run's beside the others, on one scale of colours, moved through time together.
// Colours of equal steps in lightness, dark to light, as legible in grey and to colour-blind eyes (viridis).
const field_colors = [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137],
                      [53, 183, 121], [109, 205, 89], [180, 222, 44], [253, 231, 37]];
const field_color = (share) => {
  const at = Math.min(Math.max(share, 0), 1) * (field_colors.length - 1), low = Math.min(Math.floor(at), field_colors.length - 2);
  return field_colors[low].map((c, k) => Math.round(c + (at - low) * (field_colors[low + 1][k] - c)));
};

// The steps of a picture at one time: 0 where there is nothing, else 1 to 255 from its low to its high.
const field_steps = (picture, time) => Uint8Array.from(atob(picture.data[time]), (c) => c.charCodeAt(0));
const step_value = (picture, step) => picture.low + ((step - 1) / 254) * (picture.high - picture.low);

const paint_field = (canvas, picture, time, [low, high]) => {
  canvas.width = picture.columns;
  canvas.height = picture.rows;
  const pen = canvas.getContext("2d"), image = pen.createImageData(picture.columns, picture.rows);
  const steps = field_steps(picture, time);
  for (let row = 0; row < picture.rows; ++row) {
    for (let column = 0; column < picture.columns; ++column) {
      const step = steps[row * picture.columns + column], at = 4 * ((picture.rows - 1 - row) * picture.columns + column);
      if (step === 0) continue;
      const share = high > low ? (step_value(picture, step) - low) / (high - low) : 0;
      image.data.set([...field_color(share), 255], at);
    }
  }
  pen.putImageData(image, 0, 0);
};

// A round length of about a fourth of the picture's width.
const round_length = (width) => {
  const power = 10 ** Math.floor(Math.log10(width / 4));
  return [5, 2, 1].map((k) => k * power).find((length) => length <= width / 4) ?? power;
};

const field_panel = (run) => {
  const canvas = element("canvas", {class: "field", role: "img"}), said = element("output", {class: "hint"});
  const caption = element("figcaption", {}), ruler = element("div", {class: "ruler"});
  const figure = element("figure", {class: "chart field-panel"}, caption, canvas, ruler, said);
  let shown = null;
  canvas.addEventListener("pointermove", (event) => {
    if (!shown) return;
    const box = canvas.getBoundingClientRect(), {picture, time} = shown;
    const column = Math.floor((event.clientX - box.left) / box.width * picture.columns);
    const row = picture.rows - 1 - Math.floor((event.clientY - box.top) / box.height * picture.rows);
    const step = field_steps(picture, time)[row * picture.columns + column];
    const [x, y] = [picture.left + (column + 0.5) * picture.pixel, picture.bottom + (row + 0.5) * picture.pixel];
    said.textContent = step ? `${readable(step_value(picture, step))} ${picture.unit} at ${readable(x)} µm, ${readable(y)} µm` : "";
  });
  const show = (picture, time, range) => {
    shown = {picture, time};
    paint_field(canvas, picture, time, range);
    const moment = `${readable(picture.time[time])} ${page.time_unit}`;
    caption.textContent = many ? `${run.label}, ${moment}` : moment;
    canvas.setAttribute("aria-label", `${picture.label} at ${moment}`);
    const width = picture.columns * picture.pixel, length = round_length(width);
    canvas.style.aspectRatio = `${picture.columns} / ${picture.rows}`;
    canvas.style.width = `min(100%, ${Math.round(Math.min(480, 480 * picture.columns / picture.rows))}px)`;
    ruler.style.width = `calc(${canvas.style.width} * ${length / width})`;
    ruler.textContent = length >= 1 ? `${readable(length)} µm` : `${readable(1000 * length)} nm`;
  };
  return {figure, show};
};

const color_bar = () => {
  const canvas = element("canvas", {class: "field-bar"}), low = element("span"), high = element("span"), name = element("span");
  canvas.width = 255;
  canvas.height = 1;
  const pen = canvas.getContext("2d");
  for (let i = 0; i < 255; ++i) {
    pen.fillStyle = `rgb(${field_color(i / 254).join(",")})`;
    pen.fillRect(i, 0, 1, 1);
  }
  const box = element("div", {class: "field-scale"}, low, canvas, high, name);
  return {box, show: (picture, range) => {
    low.textContent = readable(range[0]);
    high.textContent = `${readable(range[1])} ${picture.unit}`;
    name.textContent = picture.label;
  }};
};

const fields_view = (host) => {
  const runs = page.runs.filter((run) => run.pictures.length > 0);
  const names = unique(runs.flatMap((run) => run.pictures.map((p) => p.name)));
  const labels = names.map((name) => runs.flatMap((run) => run.pictures).find((p) => p.name === name).label);
  const moments = Math.max(...runs.map((run) => run.pictures[0].time.length));
  const slider = element("input", {type: "range", min: "0", max: String(moments - 1), step: "1", "aria-label": "Moment of the pictures"});
  slider.value = String(moments - 1);
  const panels = runs.map((run) => ({run, ...field_panel(run)})), bar = color_bar();
  const own = element("input", {type: "checkbox"}), own_box = element("label", {class: "choice"}, own, " scale of this moment");
  const draw = () => {
    const share = moments > 1 ? Number(slider.value) / (moments - 1) : 0;
    const shown = panels.map(({run, show}) => ({show, picture: run.pictures.find((p) => p.name === quantity.value)}))
        .filter(({picture}) => picture).map((panel) => ({...panel, time: Math.round(share * (panel.picture.time.length - 1))}));
    const values = own.checked ? shown.flatMap(({picture, time}) => {
      const steps = field_steps(picture, time).filter((step) => step > 0);
      return steps.length ? [step_value(picture, Math.min(...unique([...steps]))), step_value(picture, Math.max(...unique([...steps])))] : [];
    }) : shown.flatMap(({picture}) => [picture.low, picture.high]);
    const range = [Math.min(...values), Math.max(...values)];
    shown.forEach(({show, picture, time}) => show(picture, time, range));
    if (shown.length) bar.show(shown[0].picture, range);
  };
  const quantity = choice("Show", names.map((name, i) => [name, labels[i]]), draw);
  host.append(element("div", {class: "slider"}, slider, quantity.box, own_box), bar.box,
              element("div", {class: "pair"}, ...panels.map(({figure}) => figure)));
  slider.addEventListener("input", draw);
  own.addEventListener("change", draw);
  draw();
};
