"use strict";
// The charts of this page, from the data in #silith-data (docs/formats/report.md).
const page = JSON.parse(document.getElementById("silith-data").textContent);
const many = page.runs.length > 1;
const time_axis = {label: "Time", unit: page.time_unit};
const column = (run, name) => run.series.find((c) => c.name === name);
const figures = (kind) => [...document.querySelectorAll(`[data-chart="${kind}"]`)];
const unique = (list) => [...new Set(list)];
const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1).replaceAll("_", " ");
const note = (figure) => {
  for (const text of unique(page.runs.flatMap((run) => run.notes.map((n) => (many ? `${run.label}: ${n}` : n))))) {
    figure.append(element("p", {class: "hint"}, text));
  }
};

// Colour of a cycle: the palette while it lasts, then a ramp.
const cycle_color = (cycles, cycle) => {
  const at = cycles.indexOf(cycle);
  return cycles.length <= 5 ? palette(at) : ramp(at / (cycles.length - 1));
};

// Voltage against capacity, every half cycle from its own start.
const capacity_chart = (figure) => {
  const chart = new Chart(figure, "voltage-capacity");
  const per_area = page.runs[0].capacity_unit;
  const units = page.runs.every((run) => run.per_gram) ? [per_area, "mAh/g"] : [per_area];
  const cycles = unique(page.runs.flatMap((run) => run.halves.map((half) => half.cycle))).sort((a, b) => a - b);
  const draw = () => {
    const per_gram = unit.value === "mAh/g";
    const series = page.runs.flatMap((run, r) => run.halves.filter((half) => cycle.value === "all" || String(half.cycle) === cycle.value)
        .map((half) => {
          const factor = per_gram ? run.per_gram : 1;
          const group = many ? run.label : cycles.length > 1 ? `Cycle ${half.cycle}` : capitalised(half.kind);
          const color = many ? palette(r) : cycles.length > 1 ? cycle_color(cycles, half.cycle) : palette(half.kind === "charge" ? 0 : 1);
          return {label: [many ? run.label : "", half.kind, cycles.length > 1 ? `cycle ${half.cycle}` : ""].filter(Boolean).join(", "),
                  group, color, x: half.capacity.map((q) => q * factor),
                  y: column(run, "voltage").values.slice(half.first, half.first + half.capacity.length)};
        }));
    if (series.length) chart.show({title: "Voltage and capacity", x: {label: "Capacity", unit: unit.value}, y: {label: "Cell voltage", unit: "V"}, series});
  };
  const unit = choice("Capacity in", units.map((u) => [u, u]), draw);
  const each = cycles.map((c) => [String(c), String(c)]), all = [["all", "all"]];  // several runs: one cycle first
  const cycle = choice("Cycle", cycles.length < 2 ? all : many ? [...each, ...all] : [...all, ...each], draw);
  chart.controls.append(unit.box, cycle.box);
  draw();
};

// Any column against time: voltage and potentials of one run together, and columns that share the name before a dot.
const counters = ["time", "cycle", "step", "step_time", "record_index", "unix_time"];
const beside_voltage = ["anode_potential", "cathode_potential", "open_circuit_voltage"];
const time_chart = (figure) => {
  const chart = new Chart(figure, "time");
  const label_of = (name) => page.runs.map((run) => column(run, name)).find(Boolean).label;
  const groups = new Map();  // key -> columns shown together
  for (const name of ["voltage", ...unique(page.runs.flatMap((run) => run.series.map((c) => c.name)))]) {
    const key = beside_voltage.includes(name) && !many ? "voltage" : name.split(".")[0];
    if (counters.includes(name) || key === "overpotential" || !page.runs.some((run) => column(run, name))) continue;
    groups.set(key, unique([...(groups.get(key) ?? []), name]));
  }
  const title = (key) => (groups.get(key).includes(key) || groups.get(key).length === 1 ? label_of(groups.get(key)[0]) : capitalised(key));
  const draw = () => {
    const names = groups.get(quantity.value);
    const series = page.runs.flatMap((run, r) => names.filter((name) => column(run, name)).map((name, k) => ({
      label: many ? [run.label, names.length > 1 ? name.split(".").slice(1).join(".") : ""].filter(Boolean).join(", ") : label_of(name),
      color: palette(many ? r : k === 0 ? 0 : k + 1), width: k === 0 ? 2 : 1.5, dash: k === 0 || (!many && !names.includes("voltage")) ? undefined : [6, 4],
      x: column(run, "time").values, y: column(run, name).values})));
    const unit = page.runs.map((run) => column(run, names[0])).find(Boolean).unit;
    chart.show({title: `${title(quantity.value)} over time`, x: time_axis, y: {label: title(quantity.value), unit}, series});
  };
  const quantity = choice("Show", [...groups.keys()].map((key) => [key, title(key)]), draw);
  chart.controls.append(quantity.box);
  if (groups.size > 0) draw();
  note(figure);
};

// Contributions overpotential.<layer>.<cause> of a run, summed by what is asked for, largest first.
const contributions = (run, split, from, count) => {
  const parts = new Map();
  const layers = unique(run.series.filter((c) => c.name.startsWith("overpotential.")).map((c) => c.name.split(".").slice(1, -1).join(".")));
  for (const c of run.series.filter((s) => s.name.startsWith("overpotential."))) {
    const cause = c.name.split(".").at(-1), layer = c.name.split(".").slice(1, -1).join(".");
    const key = {both: `${layer}, ${cause}`, layer, cause}[split];
    const values = c.values.slice(from, from + count);
    if (!parts.has(key)) parts.set(key, {label: key, layer, cause, y: values.map(() => 0)});
    parts.get(key).y = parts.get(key).y.map((v, i) => v + (values[i] ?? 0));
  }
  return {layers, parts: [...parts.values()]};
};

const causes = ["ohmic", "kinetic", "diffusion", "film"];
const contribution_color = (split, layers, part) => {
  const cause = Math.max(0, causes.indexOf(part.cause));
  if (split === "cause") return palette(cause);
  const hue = palette(layers.indexOf(part.layer));
  return split === "layer" ? hue : thinned(hue, [1, 0.74, 0.5, 0.32][cause]);
};

// Overpotential split by layer and cause, piled up over time or over the capacity of a half cycle.
const losses_chart = (figure) => {
  const chart = new Chart(figure, "losses");
  const runs = page.runs.filter((run) => run.series.some((c) => c.name.startsWith("overpotential.")));
  const draw = () => {
    const run = runs[Number(who.value)], half = over.value === "time" ? null : run.halves[Number(over.value)];
    const x = half ? half.capacity : column(run, "time").values;
    const {layers, parts} = contributions(run, split.value, half ? half.first : 0, x.length);
    const series = parts.filter((part) => part.y.some((v) => Math.abs(v) > 1e-7))
        .map((part) => ({...part, x, y: part.y.map((v) => 1e3 * v), color: contribution_color(split.value, layers, part)}));
    const names = {both: "layer and cause", layer: "layer", cause: "cause"};
    if (series.length) {
      chart.show({title: `Overpotential by ${names[split.value]}`, stack: true, series,
                  x: half ? {label: "Capacity", unit: run.capacity_unit} : time_axis, y: {label: "Overpotential", unit: "mV"}});
    }
  };
  const half_name = (half) => `${half.kind} of cycle ${half.cycle}`;
  const halves = (run) => [["time", "time"], ...run.halves.map((half, i) => [String(i), `capacity, ${half_name(half)}`])];
  const split = choice("Split by", [["both", "layer and cause"], ["layer", "layer"], ["cause", "cause"]], draw);
  let over = choice("Over", halves(runs[0]), draw);
  const who = choice("Run", runs.map((run, i) => [String(i), run.label]), () => {
    const fresh = choice("Over", halves(runs[Number(who.value)]), draw);  // another run, other half cycles
    over.box.replaceWith(fresh.box);
    over = fresh;
    draw();
  });
  chart.controls.append(who.box, split.box, over.box);
  draw();
  figure.append(element("p", {class: "hint"}, "Positive contributions raise the cell voltage (charge), negative ones lower it (discharge)."));
};

// Profiles through the stack at one time; the slider moves all panels.
const nearest_index = (times, t) => times.reduce((best, v, i) => (Math.abs(v - t) < Math.abs(times[best] - t) ? i : best), 0);
// Fields of a layer share a panel with those of other layers (stoichiometries), fields of the whole stack have their own.
const panel_name = (profile) => (profile.layer ? profile.name.split(".")[0] : profile.name);
const part_name = (profile) => [profile.layer ? profile.name.split(".").slice(1).join(".") : "", profile.where].filter(Boolean).join(", ");
const panel_titles = {stoichiometry: "Mean stoichiometry", particle: "Stoichiometry in the particles"};

const panel_lines = (fields, t) => {
  const keys = unique(fields.map(({profile}) => part_name(profile)));
  return fields.map(({profile, run, r}) => {
    const key = keys.indexOf(part_name(profile)), group = part_name(profile);
    const name = [many ? run.label : "", group].filter(Boolean).join(", ") || profile.label;
    return {label: [name, profile.layer].filter(Boolean).join(", "), group: name, color: palette(many ? r : key),
            dash: many && key > 0 ? [[6, 4], [2, 3], [10, 4, 2, 4]][(key - 1) % 3] : undefined, x: profile.x,
            y: profile.values[nearest_index(profile.time, t)]};
  });
};

// Lowest and highest value over all times within a stretch of x.
const range_of = (fields, [from, to]) => {
  let low = Infinity, high = -Infinity;
  for (const {profile} of fields) {
    for (const row of profile.values) {
      row.forEach((v, i) => {
        if (v === null || profile.x[i] < from || profile.x[i] > to) return;
        low = Math.min(low, v);
        high = Math.max(high, v);
      });
    }
  }
  return low <= high ? [low, high] : undefined;
};

const state_text = (run, t) => {
  const times = column(run, "time")?.values, voltage = column(run, "voltage")?.values;
  const step = run.steps.find((s) => t <= s.end);
  const parts = [];
  if (times && voltage) parts.push(`${readable(voltage[nearest_index(times, t)])} V`);
  if (step) parts.push(step.text);
  return (many ? `${run.label}: ` : "") + parts.join(", ");
};

const profiles_view = (host) => {
  const fields = page.runs.flatMap((run, r) => run.profiles.map((profile) => ({profile, run, r})));
  const times = unique(fields.flatMap(({profile}) => profile.time)).sort((a, b) => a - b);
  const slider = element("input", {type: "range", min: "0", max: String(times.length - 1), step: "1", "aria-label": "Time of the profiles"});
  const said = element("output", {class: "moment"});
  const fixed = element("input", {type: "checkbox", checked: ""});
  const play = element("button", {type: "button"}, "Play");
  const grid = element("div", {class: "pair"});
  const box = element("label", {class: "choice"}, fixed, " axes fixed over time");
  slider.value = String(Math.floor((times.length - 1) / 4));
  const same = page.runs.every((run) => JSON.stringify(run.layers) === JSON.stringify(page.runs[0].layers));
  const layers = same ? page.runs[0].layers : [];
  const ends = fields.flatMap(({profile}) => [profile.x[0], profile.x.at(-1)])
      .concat(page.runs.flatMap((run) => run.layers.flatMap((layer) => [layer.from, layer.to])));
  const stretches = [{name: "whole stack", from: Math.min(...ends), to: Math.max(...ends)}, ...layers];
  const part = choice("Show", stretches.map((stretch, i) => [String(i), stretch.name]), () => rebuild());
  host.append(element("div", {class: "slider"}, play, slider, said, part.box, box), grid);
  const panels = unique(fields.map(({profile}) => panel_name(profile))).map((name) => {
    const own = fields.filter(({profile}) => panel_name(profile) === name);
    const labels = unique(own.map(({profile}) => profile.label));
    const figure = element("figure", {class: "chart"});
    grid.append(figure);
    return {chart: new Chart(figure, `profile-${name}`), own, title: panel_titles[name] ?? (labels.length === 1 ? labels[0] : capitalised(name))};
  });
  const moment = () => times[Number(slider.value)];
  const rebuild = () => {
    const stretch = stretches[Number(part.value)], x_range = [stretch.from, stretch.to];
    panels.forEach(({chart, own, title}) => chart.show({
      title, x: {label: "Position from the anode collector", unit: "µm"}, y: {label: title, unit: own[0].profile.unit},
      series: panel_lines(own, moment()), x_range, y_range: fixed.checked ? range_of(own, x_range) : undefined, layers}));
  };
  const moved = () => {
    said.textContent = `${readable(moment())} ${page.time_unit} · ${page.runs.map((run) => state_text(run, moment())).join(" · ")}`;
    slider.setAttribute("aria-valuetext", said.textContent);
    panels.forEach(({chart, own}) => chart.move(panel_lines(own, moment())));
  };
  let timer = null;
  play.addEventListener("click", () => {
    if (timer) { clearInterval(timer); timer = null; play.textContent = "Play"; return; }
    play.textContent = "Stop";
    timer = setInterval(() => { slider.value = String((Number(slider.value) + 1) % times.length); moved(); }, 120);
  });
  slider.addEventListener("input", moved);
  fixed.addEventListener("change", rebuild);
  rebuild();
  moved();
};

// Simulated line and measured points of the same colour.
const comparison_chart = (figure) => {
  const shown = page.comparisons[Number(figure.dataset.index)];
  const chart = new Chart(figure, `comparison-${figure.dataset.index}`);
  const series = shown.pairs.flatMap((pair, i) => [
    {label: `${pair.label}, simulated`, color: palette(i), x: pair.simulated[0], y: pair.simulated[1]},
    {label: `${pair.label}, measured`, color: palette(i), points: true, x: pair.measured[0], y: pair.measured[1]}]);
  chart.show({title: shown.title, x: shown.x, y: shown.y, series: series.filter((line) => line.x.length > 0)});
};

const builders = {capacity: capacity_chart, time: time_chart, losses: losses_chart, profiles: profiles_view, comparison: comparison_chart, fields: fields_view, traces: traces_chart};
for (const [kind, build] of Object.entries(builders)) figures(kind).forEach(build);
