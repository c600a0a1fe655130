#include "study/study.hpp"

namespace silith {
namespace {

std::vector<Key> whole_study() {
  return {
      text("title").required().example("Rate test of the double-layer cell").doc("What the study is about."),
      text("base")
          .example("studies/rate-test.toml")
          .doc("Study this one builds on; lists given here replace those there."),
      text("cell").example("cells/double-layer.toml").doc("Cell file that the calibrated cell is written from."),
      text("case").example("examples/rate-point.toml").doc("Case of all targets that name none."),
      list("set").doc("Changes to every case, as for --set."),
      text("set[]").example("solver.relative_tolerance=1e-6").doc("key=value."),
      integer("starts")
          .range("1", "1000")
          .otherwise("1")
          .doc("Searches: the first from the parameters' start values, the others from places drawn between the "
               "bounds."),
      integer("seed").range("0", "1000000000").otherwise("1").doc("Of the places drawn; the same seed, the same fit."),
      word("loss", {"none", "huber", "cauchy"})
          .otherwise("none")
          .doc("Robust loss: weakens points far off, so that single outliers count little."),
      number("loss_scale").above("0").otherwise("1").doc("Distance at which the loss sets in, in standard deviations."),
      number("step")
          .range("1e-6", "0.2")
          .otherwise("0.01")
          .doc("Step of the difference quotients, as part of the way between the bounds."),
      integer("max_iterations").range("1", "1000").otherwise("50").doc("Of one search."),
  };
}

std::vector<Key> parameters() {
  return {
      list("parameters").doc("What is to be found."),
      table("parameters[]").doc("One parameter."),
      text("parameters[].name").required().example("hindered share").doc("As shown in tables."),
      text("parameters[].key")
          .contradicts({"set"})
          .example("cell.series_resistance")
          .doc("Key of the case that takes the value as it is, with the unit of `start`."),
      list("parameters[].set").doc("Instead of `key`: one or more changes, as for --set, with places for the value."),
      text("parameters[].set[]")
          .example("cell.cathode.phases.licoo2.classes[0].fraction={1 - p}")
          .doc("key=value; {p} stands for the number, {1 - p} and the like for a formula of it."),
      any("parameters[].start").required().example("0.8 A/m^2").doc("First guess, with its unit."),
      list("parameters[].bounds").required().doc("Least and most."),
      any("parameters[].bounds[]").example("0.2 A/m^2").doc("A bound, in a unit like that of `start`."),
      word("parameters[].scale", {"linear", "log"})
          .otherwise("linear")
          .doc("How the way between the bounds is divided."),
      text("parameters[].note").example("for a particle radius of 3 um").doc("Goes into the calibrated cell file."),
  };
}

std::vector<Key> targets() {
  return {
      list("targets").required().doc("What is to be met."),
      table("targets[]").doc("A measured value, or a column of them."),
      text("targets[].name").required().example("rate test").doc("As shown in tables."),
      text("targets[].case").example("examples/rate-point.toml").doc("The case to be run; instead of the study's."),
      list("targets[].set").doc("Changes to the case, as for --set."),
      text("targets[].set[]")
          .example("protocol.current={current_density}")
          .doc("key=value; {name} stands for the number and unit in that column of `file`, with a run for every row."),
      text("targets[].quantity")
          .contradicts({"series"})
          .example("discharge_capacity_specific")
          .doc("Name of a quantity in summary.json."),
      text("targets[].series")
          .example("voltage")
          .doc("Name of a column of the series, instead of `quantity`: a curve."),
      text("targets[].against").otherwise("time").doc("Column over which a curve is drawn; rising in the rows used."),
      integer("targets[].step")
          .range("0", "1000000")
          .doc("Only the rows of this step of the protocol, counted from 0."),
      any("targets[].value").example("0.977").doc("The measured value, with its unit; instead of `file`."),
      text("targets[].file")
          .contradicts({"value"})
          .example("validation/data/rate-test.csv")
          .doc(
              "csv of measured values, a header like `voltage [V]`; sought beside the study, in the working directory, "
              "in silith's home."),
      text("targets[].column").example("discharge_capacity").doc("Column of `file` with the measured values."),
      text("targets[].at").example("time").doc("Column of `file` with the places of a curve's points."),
      list("targets[].rows").doc("Only these rows of `file`, counted from 0."),
      integer("targets[].rows[]").range("0", "1000000").example("2").doc("A row."),
      any("targets[].sigma").required().example("1 mA h/g").doc("Standard deviation of a value."),
      number("targets[].weight")
          .range("0", "1e6")
          .otherwise("1")
          .doc("Of every point's square. 0: compared, not fitted."),
      text("targets[].source").example("zhang2025").doc("Key into data/references.bib."),
      word("targets[].status", {"calibrated", "predicted"})
          .example("predicted")
          .doc("For tables of comparison: whether a parameter of the case was chosen with these values in view."),
      text("targets[].note").example("current as printed").doc("Goes into tables of comparison."),
  };
}

std::vector<Key> leave_out() {
  return {
      list("leave_out").doc("Fits without some of the points, which they then predict."),
      table("leave_out[]").doc("One such fit."),
      text("leave_out[].name").required().example("without the lowest current").doc("As shown in tables."),
      text("leave_out[].target").required().example("rate test").doc("Whose points are left out."),
      list("leave_out[].rows").doc("Which of its points, counted from 0; without it all."),
      integer("leave_out[].rows[]").range("0", "1000000").example("0").doc("A point."),
  };
}

Registry make_registry() {
  std::vector<Key> keys;
  for (auto section : {whole_study, parameters, targets, leave_out})
    for (auto& key : section()) keys.push_back(std::move(key));
  return Registry(std::move(keys));
}

}  // namespace

const Registry& study_registry() {
  static const Registry registry = make_registry();
  return registry;
}

}  // namespace silith
