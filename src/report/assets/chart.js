"use strict";
// One kind of chart on top of uPlot: lines, points and stacked areas with a legend that shows the values under the
// cursor, zoom by mouse, fingers, keys and buttons, and export. Colours are functions of the theme, asked for at every
// drawing, so that light, dark and print need no second set of charts.

window.silithCharts = [];  // every chart of the page, for scripts and tests: {id, u, series, show}

const css_value = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const palette = (i) => () => css_value(`--c${i % 8}`);
// Sequential colours for many cycles, early to late.
const ramp = (share) => () => `hsl(${Math.round(225 + 150 * share)}, 75%, ${css_value("--ramp")})`;
// A colour thinned towards the paper: shades of one hue.
const thinned = (color, share) => () => {
  const part = (hex, k) => parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16);
  const ink = color(), paper = css_value("--paper");
  const mixed = [0, 1, 2].map((k) => Math.round(part(ink, k) * share + part(paper, k) * (1 - share)));
  return `rgb(${mixed.join(", ")})`;
};

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

const with_unit = (axis) => (axis.unit ? `${axis.label} (${axis.unit})` : axis.label);
const readable = (value) => (value == null ? "–" : String(Number(value.toPrecision(5))).replace("-", "−"));

// Positions along an axis are even in the value or in its logarithm.
const forth = (axis, value) => (axis.log ? Math.log10(value) : value);
const back = (axis, place) => (axis.log ? 10 ** place : place);

const plain_tick = (value) => String(Number(value.toPrecision(6))).replace("-", "−");
const log_tick = (value) => {
  const power = Math.floor(Math.log10(value) + 1e-9), factor = plain_tick(value / 10 ** power);
  if (power >= -2 && power <= 4) return plain_tick(value);
  const raised = String(power).replace(/./g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);
  return `${factor === "1" ? "" : `${factor}·`}10${raised}`;
};

// A labelled choice; `options` are [value, text] pairs. Nothing to choose, nothing shown.
const choice = (label, options, changed) => {
  const select = element("select");
  for (const [value, text] of options) select.append(element("option", {value}, text));
  select.addEventListener("change", changed);
  const box = element("label", {class: "choice"}, label, " ", select);
  box.hidden = options.length < 2;
  return {box, get value() { return select.value; }};
};

// Lines with x of their own -> one ascending x with gaps, as uPlot wants it. Repeated x (jumps) stay repeated.
const align = (lines) => {
  const ascending = (x) => x.every((v, i) => v != null && (i === 0 || v >= x[i - 1]));
  if (lines.every((line) => line.x === lines[0].x) && ascending(lines[0].x)) return [lines[0].x, ...lines.map((line) => line.y)];
  const repeats = new Map();
  for (const {x} of lines) {
    for (let i = 0, run = 0; i < x.length; ++i) {
      if (x[i] == null) continue;
      run = i > 0 && x[i] === x[i - 1] ? run + 1 : 1;
      if ((repeats.get(x[i]) ?? 0) < run) repeats.set(x[i], run);
    }
  }
  const xs = [], start = new Map();
  for (const value of [...repeats.keys()].sort((a, b) => a - b)) {
    start.set(value, xs.length);
    for (let k = repeats.get(value); k > 0; --k) xs.push(value);
  }
  const columns = lines.map(({x, y}) => {
    const column = new Array(xs.length).fill(null);
    for (let i = 0, run = 0; i < x.length; ++i) {
      if (x[i] == null) continue;
      run = i > 0 && x[i] === x[i - 1] ? run + 1 : 0;
      column[start.get(x[i]) + run] = y[i];
    }
    return column;
  });
  return [xs, ...columns];
};

// Contributions on one x -> upper and lower edges; what raises the voltage stacks upwards, what lowers it downwards.
const stacked = (areas) => {
  const above = areas[0].x.map(() => 0), below = areas[0].x.map(() => 0);
  return areas.flatMap((area) => {
    const upper = [], lower = [];
    area.y.forEach((value, i) => {
      const v = value ?? 0, base = v >= 0 ? above : below;
      upper.push(Math.max(base[i], base[i] + v));
      lower.push(Math.min(base[i], base[i] + v));
      base[i] += v;
    });
    return [{...area, edge: true, y: upper, value: area.y}, {...area, edge: true, y: lower}];
  });
};

class Chart {
  constructor(figure, id) {
    this.id = id;
    this.figure = figure;
    this.series = [];
    this.hidden = new Set();
    this.title = element("h3");
    this.controls = element("div", {class: "controls"});
    this.y_label = element("div", {class: "y-label"});
    this.plot = element("div", {class: "plot", tabindex: "0", role: "application"});
    this.legend = element("ul", {class: "legend"});
    this.spoken = element("div", {class: "spoken", "aria-live": "polite"});
    this.tools = this.make_tools();
    figure.append(this.title, this.controls, this.y_label, this.plot, this.legend, this.tools, this.spoken);
    this.plot.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => requestAnimationFrame(() => this.fit())).observe(this.plot);
    window.silithCharts.push(this);
  }

  make_tools() {
    const tools = element("div", {class: "tools"});
    const actions = [["+", "Zoom in", () => this.zoom(0.5)], ["−", "Zoom out", () => this.zoom(2)],
                     ["All", "Show everything", () => this.reset()], ["PNG", "Save as picture", () => this.save_png()],
                     ["CSV", "Save the values", () => this.save_csv()]];
    for (const [text, title, run] of actions) {
      const button = element("button", {type: "button", title, "data-tool": text}, text);
      button.addEventListener("click", run);
      tools.append(button);
    }
    return tools;
  }

  /// content: {title, x: {label, unit, log}, y: {label, unit, log}, series: [{label, group, color, x, y, dash, points,
  /// traced}], stack, equal, x_range, y_range, layers}. A traced line is drawn in its own order, whether x ascends or
  /// not; equal keeps one unit as long along x as along y. Redraws from scratch; `move` only replaces the values.
  show(content) {
    this.content = content;
    this.title.textContent = content.title;
    this.y_label.textContent = with_unit(content.y);
    this.plot.setAttribute("aria-label", `${content.title}: ${with_unit(content.y)} over ${with_unit(content.x)}. ` +
        "Arrow keys show values, plus and minus zoom.");
    this.series = content.stack ? stacked(content.series) : content.series;
    if (this.u) this.u.destroy();
    this.data = align(this.series);
    this.u = new uPlot(this.options(), this.data, this.plot);
    this.make_legend();
    this.fingers();
    for (const group of this.hidden) this.set_visible(group, false);
  }

  /// The same lines with other values, zoom kept.
  move(series) {
    const {min, max} = this.u.scales.x, shown = min == null ? this.x_limits() : {min, max};
    this.series = series;
    this.data = align(series);
    this.rescale(shown);
    this.read();
  }

  size() {
    const width = Math.max(200, this.print_width ?? this.plot.clientWidth);
    if (this.content.equal) return {width, height: Math.round(Math.min(460, Math.max(230, width * 0.8)))};
    return {width, height: Math.round(Math.min(this.print_width ? 270 : 380, Math.max(230, width * 0.56)))};
  }

  fit() {
    if (!this.u) return;
    const size = this.size();
    if (size.width !== this.u.width || size.height !== this.u.height) this.u.setSize(size);
  }

  options() {
    const axis = {stroke: () => css_value("--ink-2"), grid: {stroke: () => css_value("--grid"), width: 1},
                  ticks: {stroke: () => css_value("--grid"), width: 1, size: 5}, font: "12px system-ui, sans-serif",
                  labelFont: "13px system-ui, sans-serif"};
    const {x, y, equal} = this.content;
    const numbers = (along) => (u, ticks) => ticks.map((v) => (v == null ? "" : (along.log ? log_tick : plain_tick)(v)));
    const scale = (along) => (along.log ? {distr: 3} : {});
    const widest = (u, values) => 16 + 7 * Math.max(3, ...(values ?? []).map((text) => text.length));
    return {
      ...this.size(),
      padding: [8, 14, 0, 0],
      legend: {show: false},
      cursor: {drag: {x: true, y: !this.content.y_range, uni: 24, setScale: !equal}, points: {size: 8, show: (u, i) => this.cursor_point(u, i)},
               dataIdx: (u, i, at) => (i === 0 ? at : this.nearest(i, at)), bind: {dblclick: () => () => this.reset()}},
      scales: {x: {time: false, ...scale(x), ...(x.log ? {range: (u, low, high) => [low, high]} : {}), ...this.x_limits()},
               y: {...scale(y), ...(this.content.y_range ? {range: () => this.y_range()} : {})}},
      axes: [{...axis, label: with_unit(x), labelSize: 22, size: 34, values: numbers(x), space: 60},
             {...axis, values: numbers(y), size: equal ? 64 : widest, space: 34}],
      series: [{}, ...this.series.map((line) => this.line_options(line))],
      bands: this.series.flatMap((line, i) => (line.value ? [{series: [i + 1, i + 2], fill: () => line.color()}] : [])),
      hooks: {...(equal ? this.equal_hooks() : {}), setCursor: [() => this.read()], drawClear: [(u) => this.layers_in(u, this.shade)], draw: [(u) => this.layers_in(u, this.name)]},
    };
  }

  equal_hooks() {
    const shown = (u, key) => [u.scales[key].min, u.scales[key].max];
    const all = [(u) => this.square(u, ...this.extents())];
    const dragged = (u) => {
      const {left, top, width, height} = u.select;
      if (!(width > 0 && height > 0)) return;
      this.square(u, [u.posToVal(left, "x"), u.posToVal(left + width, "x")], [u.posToVal(top + height, "y"), u.posToVal(top, "y")]);
      u.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
    };
    return {ready: all, setSize: [(u) => u.status && this.square(u, shown(u, "x"), shown(u, "y"))], setSelect: [dragged]};
  }

  // Grows a window about its middle until one unit is as long along x as along y.
  square(u, [x0, x1], [y0, y1]) {
    if (this.squaring) return;  // setting scales makes uPlot report its size again
    this.squaring = true;
    const {width, height} = u.bbox, per_pixel = Math.max((x1 - x0) / width, (y1 - y0) / height) || 1;
    const about = (low, high, pixels) => ({min: (low + high - per_pixel * pixels) / 2, max: (low + high + per_pixel * pixels) / 2});
    u.batch(() => {
      u.setScale("x", about(x0, x1, width));
      u.setScale("y", about(y0, y1, height));
    });
    this.squaring = false;
  }

  // Smallest and largest x and y of what is shown, with a margin.
  extents() {
    const range = (key) => {
      let low = Infinity, high = -Infinity;
      for (const line of this.series) {
        if (this.hidden.has(line.group ?? line.label)) continue;
        for (const v of line[key]) if (v != null) { low = Math.min(low, v); high = Math.max(high, v); }
      }
      const margin = 0.03 * (high - low);
      return low <= high ? [low - margin, high + margin] : [0, 1];
    };
    return [range("x"), range("y")];
  }

  // Room below and above the values, and for the names of the layers.
  y_range() {
    const [low, high] = this.content.y_range, size = high - low || Math.abs(high) || 1;
    return [low - 0.05 * size, high + (this.content.layers?.length ? 0.14 : 0.05) * size];
  }

  line_options(line) {
    if (line.edge) return {label: line.label, stroke: () => "transparent", width: 0, points: {show: false}};
    const options = {label: line.label, stroke: () => line.color(), spanGaps: true, pxAlign: 0};
    if (line.points) {
      return {...options, paths: () => null,
              points: {show: true, size: 9, width: 2, stroke: () => line.color(), fill: () => css_value("--paper")}};
    }
    const drawn = {...options, width: line.width ?? 2, dash: line.dash, points: {show: false}};
    return line.traced ? {...drawn, paths: (u) => this.trace(u, line)} : drawn;
  }

  trace(u, line) {
    const stroke = new Path2D();
    let open = false;
    line.x.forEach((x, k) => {
      const there = x != null && line.y[k] != null;
      if (there) stroke[open ? "lineTo" : "moveTo"](u.valToPos(x, "x", true), u.valToPos(line.y[k], "y", true));
      open = there;
    });
    return {stroke, fill: null, clip: null, band: null, gaps: null, flags: 1};
  }

  cursor_point(u, i) {
    const dot = element("div");
    if (this.series[i - 1].edge) return dot;
    dot.style.background = this.series[i - 1].color();
    return dot;
  }

  // The row of line i with a value, closest in x to row `at`; none outside the line.
  nearest(i, at) {
    const xs = this.data[0], ys = this.data[i];
    let left = at, right = at;
    while (left >= 0 && ys[left] == null) --left;
    while (right < ys.length && ys[right] == null) ++right;
    if (left < 0 || right >= ys.length) return this.at_end(i, left, right, at);
    return this.apart(at, left) <= this.apart(right, at) ? left : right;
  }

  // Points stand alone, so their ends are forgiving; a line has no value beyond itself.
  at_end(i, left, right, at) {
    const near = left < 0 ? right : left;
    if (near < 0 || near >= this.data[0].length) return null;
    const {min, max} = this.u.scales.x, span = forth(this.content.x, max) - forth(this.content.x, min);
    return Math.abs(this.apart(near, at)) < 0.02 * span ? near : null;
  }

  // How far row b stands from row a along the axis.
  apart(b, a) { return forth(this.content.x, this.data[0][b]) - forth(this.content.x, this.data[0][a]); }

  make_legend() {
    this.legend.replaceChildren();
    this.groups = new Map();
    this.here = element("span", {class: "here"});
    this.legend.append(element("li", {}, this.here));
    this.series.forEach((line, i) => {
      if (line.edge && !line.value) return;
      const group = line.group ?? line.label;
      if (!this.groups.has(group)) this.groups.set(group, this.legend_item(group, line));
      this.groups.get(group).members.push(i);
    });
  }

  legend_item(group, line) {
    const swatch = element("span", {class: line.points ? "swatch dot" : line.edge ? "swatch" : "swatch line"});
    const value = element("output");
    const button = element("button", {type: "button", "aria-pressed": "true", title: "Show or hide"}, swatch, group, " ", value);
    const paint = () => {
      swatch.style.background = line.points ? css_value("--paper") : line.color();
      swatch.style.borderColor = line.color();
    };
    paint();
    button.addEventListener("click", () => this.set_visible(group, this.hidden.has(group)));
    this.legend.append(element("li", {}, button));
    return {members: [], button, value, paint, color: line.color};
  }

  set_visible(group, visible) {
    const item = this.groups.get(group);
    if (!item) return;
    if (visible) this.hidden.delete(group); else this.hidden.add(group);
    item.button.setAttribute("aria-pressed", String(visible));
    if (this.content.stack) return this.restack();
    for (const i of item.members) this.u.setSeries(i + 1, {show: visible});
    if (this.content.equal && this.u.status) this.square(this.u, ...this.extents());
  }

  // A hidden contribution leaves the pile, the others close up.
  restack() {
    const shown = this.content.series.map((area) =>
        this.hidden.has(area.group ?? area.label) ? {...area, y: area.y.map(() => 0)} : area);
    this.move(stacked(shown));
  }

  // Values under the cursor into the legend.
  read() {
    const at = this.u.cursor.idx;
    const inside = at != null && this.u.cursor.left >= 0;
    const x = inside ? `${this.content.x.label} ${readable(this.data[0][at])} ${this.content.x.unit}` : "";
    const said = [];
    let together = 0;
    for (const [group, item] of this.groups) {
      const values = inside ? item.members.map((i) => this.value_at(i, at)).filter((v) => v != null) : [];
      if (!this.hidden.has(group)) values.forEach((v) => { together += v; });
      item.value.textContent = values.map(readable).join(" / ");
      if (values.length) said.push(`${group} ${item.value.textContent}`);
    }
    this.here.textContent = this.content.stack && inside ? `${x}, together ${readable(together)} ${this.content.y.unit}` : x;
    this.reading = `${this.here.textContent}: ${said.join(", ")} ${this.content.y.unit}`;
  }

  value_at(i, at) {
    const row = this.nearest(i + 1, at);
    return row == null ? null : (this.series[i].value ?? this.data[i + 1])[row];
  }

  // Zooms x about the cursor, or the middle, within the data.
  zoom(factor) {
    const {min, max} = this.u.scales.x, {x} = this.content;
    const middle = back(x, (forth(x, min) + forth(x, max)) / 2);
    this.zoom_about(this.u.cursor.left >= 0 ? this.u.posToVal(this.u.cursor.left, "x") : middle, factor);
  }

  zoom_about(centre, factor) {
    const {min, max} = this.u.scales.x, xs = this.data[0], limits = this.x_limits();
    const all = limits.min == null ? [xs[0], xs.at(-1)] : [limits.min, limits.max];
    if (this.content.equal) return this.zoom_both(centre, factor);
    const along = this.content.x, from = (end) => back(along, forth(along, centre) + (forth(along, end) - forth(along, centre)) * factor);
    const low = Math.max(all[0], from(min)), high = Math.min(all[1], from(max));
    if (high > low) this.u.setScale("x", {min: low, max: high});
  }

  // About a place along x and the middle along y; never further out than everything.
  zoom_both(centre, factor) {
    const {x, y} = this.u.scales, middle = (y.min + y.max) / 2, [all_x, all_y] = this.extents();
    const window = ({min, max}, at) => [at - (at - min) * factor, at + (max - at) * factor];
    const [wide, tall] = [window(x, centre), window(y, middle)];
    if (wide[1] - wide[0] >= all_x[1] - all_x[0] && tall[1] - tall[0] >= all_y[1] - all_y[0]) return this.reset();
    this.square(this.u, wide, tall);
  }

  reset() {
    if (this.content.equal) this.square(this.u, ...this.extents());
    else this.rescale(this.x_limits());
  }

  // All values, then the part of x that is wanted; y follows.
  rescale(limits) {
    this.u.batch(() => {
      this.u.setData(this.data, true);
      if (limits.min != null) this.u.setScale("x", limits);
    });
  }

  // What "everything" means along x: the data, unless the content names more.
  x_limits() {
    const [min, max] = this.content.x_range ?? (this.content.x.log ? this.log_limits() : []);
    return min == null ? {} : {min, max};
  }

  // The data, with a little room for the points at the ends.
  log_limits() {
    const xs = this.data[0], room = (xs.at(-1) / xs[0]) ** 0.02 * 1.01;
    return [xs[0] / room, xs.at(-1) * room];
  }

  key(event) {
    const actions = {"+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2), "0": () => this.reset(),
                     Escape: () => this.reset(), ArrowLeft: () => this.step(event.shiftKey ? -10 : -1),
                     ArrowRight: () => this.step(event.shiftKey ? 10 : 1)};
    if (!actions[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    actions[event.key]();
  }

  // Moves the cursor by shown pixels' worth of rows and says the values.
  step(count) {
    const xs = this.data[0], {min, max} = this.u.scales.x;
    const inside = this.u.cursor.left >= 0 && this.u.cursor.idx != null;
    let at = inside ? this.u.cursor.idx : this.u.valToIdx(count > 0 ? min : max) - Math.sign(count);
    const from = Math.max(0, this.u.valToIdx(min)), to = Math.min(xs.length - 1, this.u.valToIdx(max));
    const stride = Math.max(1, Math.floor((to - from) / 200));
    at = Math.max(from, Math.min(to, at + count * stride));
    const left = this.u.valToPos(xs[at], "x");
    this.u.setCursor({left, top: this.u.over.clientHeight / 2});
    this.spoken.textContent = this.reading;
  }

  // One finger reads values, two zoom; scrolling the page up and down stays with the browser.
  fingers() {
    const over = this.u.over, down = new Map();
    const place = (event) => event.clientX - over.getBoundingClientRect().left;
    over.addEventListener("pointerdown", (event) => event.pointerType === "touch" && down.set(event.pointerId, place(event)));
    for (const end of ["pointerup", "pointercancel"]) over.addEventListener(end, (event) => down.delete(event.pointerId));
    over.addEventListener("pointermove", (event) => {
      if (!down.has(event.pointerId)) return;
      const before = [...down.values()];
      down.set(event.pointerId, place(event));
      const after = [...down.values()];
      if (after.length === 1) this.u.setCursor({left: after[0], top: over.clientHeight / 2});
      if (after.length !== 2) return;
      const factor = Math.max(8, Math.abs(before[0] - before[1])) / Math.max(8, Math.abs(after[0] - after[1]));
      const centre = this.u.posToVal((after[0] + after[1]) / 2, "x");
      this.zoom_about(centre, factor);
    });
  }

  // Layers of the stack: every second one shaded behind the profile, named above it where the name fits.
  layers_in(u, paint) {
    const ctx = u.ctx, {left, top, width, height} = u.bbox;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    (this.content.layers ?? []).forEach((layer, i) => {
      const from = Math.max(left, u.valToPos(layer.from, "x", true)), to = Math.min(left + width, u.valToPos(layer.to, "x", true));
      if (to > from) paint(ctx, layer, i, from, to, u.bbox);
    });
    ctx.restore();
  }

  shade(ctx, layer, i, from, to, {top, height}) {
    ctx.fillStyle = css_value(i % 2 ? "--shade" : "--paper");
    ctx.fillRect(from, top, to - from, height);
  }

  name(ctx, layer, i, from, to, {top}) {
    const ratio = devicePixelRatio || 1;
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    if (ctx.measureText(layer.name).width > to - from - 6 * ratio) return;
    Object.assign(ctx, {textAlign: "center", textBaseline: "top", lineWidth: 3 * ratio, lineJoin: "round",
                        strokeStyle: css_value(i % 2 ? "--shade" : "--paper"), fillStyle: css_value("--ink-2")});
    ctx.strokeText(layer.name, (from + to) / 2, top + 4 * ratio);  // keeps the grid out of the letters
    ctx.fillText(layer.name, (from + to) / 2, top + 4 * ratio);
  }

  /// Colours of the theme again.
  repaint() {
    if (!this.u) return;
    for (const item of this.groups.values()) item.paint();
    this.u.redraw(false, true);
  }

  save(blob, ending) {
    const link = element("a", {download: `${this.id}.${ending}`, href: URL.createObjectURL(blob)});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /// Title, plot and legend on one picture.
  picture() {
    const source = this.u.ctx.canvas, ratio = devicePixelRatio || 1;
    const shown = [...this.groups].filter(([group]) => !this.hidden.has(group));
    const line = 20 * ratio, picture = element("canvas");
    picture.width = source.width + 16 * ratio;
    picture.height = source.height + 52 * ratio + line * shown.length;
    const ctx = picture.getContext("2d");
    ctx.fillStyle = css_value("--paper");
    ctx.fillRect(0, 0, picture.width, picture.height);
    ctx.fillStyle = css_value("--ink");
    ctx.font = `600 ${15 * ratio}px system-ui, sans-serif`;
    ctx.fillText(this.content.title, 12 * ratio, 20 * ratio);
    ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    ctx.fillText(with_unit(this.content.y), 12 * ratio, 38 * ratio);
    ctx.drawImage(source, 8 * ratio, 44 * ratio);
    shown.forEach(([group, item], i) => {
      const y = source.height + 44 * ratio + line * (i + 0.6);
      ctx.fillStyle = item.color();
      ctx.fillRect(14 * ratio, y - 5 * ratio, 18 * ratio, 5 * ratio);
      ctx.fillStyle = css_value("--ink");
      ctx.fillText(group, 40 * ratio, y);
    });
    return picture;
  }

  save_png() { this.picture().toBlob((blob) => this.save(blob, "png")); }

  /// The shown values, one column a line; contributions as such, not as piled up.
  csv() {
    const quote = (text) => `"${String(text).replaceAll('"', '""')}"`;
    const columns = this.series.flatMap((line, i) => (line.edge && !line.value ? [] : [[line, line.value ?? this.data[i + 1]]]));
    const rows = [[quote(with_unit(this.content.x)), ...columns.map(([line]) => quote(`${line.label} [${this.content.y.unit}]`))]];
    this.data[0].forEach((x, row) => rows.push([x, ...columns.map(([, values]) => values[row] ?? "")]));
    return rows.map((row) => row.join(",")).join("\r\n") + "\r\n";
  }

  save_csv() { this.save(new Blob([this.csv()], {type: "text/csv"}), "csv"); }
}

// Theme and paper.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => window.silithCharts.forEach((c) => c.repaint()));
const print_layout = (width) => {
  document.documentElement.classList.toggle("printing", width !== undefined);
  for (const chart of window.silithCharts) {
    chart.print_width = width && (chart.figure.closest(".pair") ? width / 2 - 12 : width);
    chart.fit();
    chart.repaint();
  }
};
addEventListener("beforeprint", () => print_layout(640));
addEventListener("afterprint", () => print_layout(undefined));
