#include "input/field_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.hpp"
#include "input/body_reader.hpp"
#include "input/checked_tree.hpp"
#include "input/field_geometry_reader.hpp"
#include "input/keys.hpp"

namespace silith {
namespace {

FrontModel front_named(const std::string& name) {
  if (name == "level-set") return FrontModel::level_set;
  if (name == "phase-field") return FrontModel::phase_field;
  return name == "diffusion" ? FrontModel::diffusion : FrontModel::none;
}

MechanicsModel mechanics_named(const std::string& name) {
  if (name == "elastic") return MechanicsModel::elastic;
  return name == "finite-strain-plastic" ? MechanicsModel::finite_strain_plastic : MechanicsModel::none;
}

EigenstrainMeasure measure_named(const std::string& name) {
  if (name == "logarithmic") return EigenstrainMeasure::logarithmic;
  return name == "volumetric" ? EigenstrainMeasure::volumetric : EigenstrainMeasure::stretch;
}

Support::Kind support_named(const std::string& name) {
  if (name == "fixed") return Support::Kind::fixed;
  if (name == "symmetry") return Support::Kind::symmetry;
  if (name == "spring") return Support::Kind::spring;
  return name == "unilateral" ? Support::Kind::unilateral : Support::Kind::free;
}

BodyInterface::Kind interface_named(const std::string& name) {
  if (name == "resistive") return BodyInterface::Kind::resistive;
  return name == "butler-volmer" ? BodyInterface::Kind::butler_volmer : BodyInterface::Kind::perfect;
}

/// Reads the sections of one case, each against those before it.
class FieldReading {
public:
  explicit FieldReading(const View& root) : root_(root) {}

  FieldCase read() {
    case_.title = root_.text("title");
    const View geometry = root_.at("geometry");
    case_.temperature = geometry.quantity("temperature");
    case_.frame = read_frame(geometry);
    case_.geometry = read_geometry(geometry, case_.frame);
    case_.drive = read_drive(root_.at("drive"));
    case_.front = read_front(root_.at("front"));
    case_.mechanics = read_mechanics(root_.at("mechanics"));
    read_bodies();
    read_interfaces();
    case_.numerics = read_numerics(root_.at("numerics"));
    case_.output.pictures = root_.integer("output.pictures");
    case_.directory = root_.optional_text("output.directory").value_or("");
    return case_;
  }

private:
  bool is_mesh_file() const { return std::holds_alternative<MeshFileGeometry>(case_.geometry); }
  bool conducts() const { return case_.drive.current || case_.drive.voltage; }

  /// Boundaries of a mesh file are known when it is read.
  void expect_boundary(const View& view, std::string_view path, const std::string& name) const {
    if (!is_mesh_file()) expect_name(view, path, "boundary", name, boundaries_of(case_.geometry));
  }

  FieldDrive read_drive(const View& view) const {
    FieldDrive drive;
    drive.current = view.optional_quantity("current");
    drive.voltage = view.optional_quantity("voltage");
    if (drive.current || drive.voltage) {
      drive.feed = view.text("feed");
      drive.ground = view.text("ground");
      expect_boundary(view, "feed", drive.feed);
      expect_boundary(view, "ground", drive.ground);
      if (view.word("feeding") == "uniform-current") drive.kind = FieldDrive::Feed::uniform_current;
      if (drive.kind == FieldDrive::Feed::uniform_current && drive.voltage)
        view.problem("feeding", "a voltage is given: the feed is an electrode", "write drive.current instead");
      if (!drive.feed.empty() && drive.feed == drive.ground)
        view.problem("ground", fmt::format("feed and ground are both \"{}\"", drive.feed),
                     "current comes in at one boundary and leaves at another");
    } else if (view.has("feed")) {
      drive.feed = view.text("feed");
      expect_boundary(view, "feed", drive.feed);
    }
    drive.until_time = view.optional_quantity("until_time");
    drive.until_charge = view.optional_quantity("until_charge");
    drive.until_lithiated_fraction = view.optional_quantity("until_lithiated_fraction");
    if (!drive.until_time && !drive.until_charge && !drive.until_lithiated_fraction)
      view.problem("until_time", "the run never ends", "write for example until_time = \"180 s\"");
    return drive;
  }

  FrontOptions read_front(const View& view) const {
    FrontOptions front;
    front.model = front_named(view.word("model"));
    if (front.model == FrontModel::none) return front;
    if (front.model == FrontModel::diffusion) {
      if (!conducts()) front.rate = view.quantity("rate");
      return front;
    }
    front.thickness = view.optional_quantity("thickness").value_or(0.0);
    front.start_depth = view.optional_quantity("start_depth").value_or(0.0);
    front.roughness = read_roughness(view.at("roughness"));
    if (front.model == FrontModel::level_set)
      front.reinitialisation = view.optional_quantity("reinitialisation").value_or(0.0);
    read_rate(view, front);
    return front;
  }

  void read_rate(const View& view, FrontOptions& front) const {
    if (front.model == FrontModel::level_set) {
      if (conducts()) return;
      front.rate = view.optional_quantity("rate").value_or(0.0);
      if (!view.has("rate"))
        view.problem("rate", "nothing moves the front: there is neither a current nor a rate",
                     "write drive.current, drive.voltage or front.rate = \"1 nm/s\"");
      return;
    }
    front.rate = view.quantity("rate");
    front.driving_energy = view.quantity("driving_energy");
    front.stress_in_driving_force = view.boolean("stress_in_driving_force");
  }

  static Roughness read_roughness(const View& view) {
    Roughness roughness;
    roughness.rms = view.quantity("rms");
    roughness.longest_wave = view.optional_quantity("longest_wave").value_or(0.0);
    roughness.shortest_wave = view.optional_quantity("shortest_wave").value_or(0.0);
    roughness.spectral_exponent = view.number("spectral_exponent");
    roughness.seed = static_cast<unsigned>(view.integer("seed"));
    if (roughness.longest_wave > 0.0 && roughness.shortest_wave > roughness.longest_wave)
      view.problem("shortest_wave", "is longer than longest_wave",
                   "the spectrum goes from the longest to the shortest");
    return roughness;
  }

  MechanicsOptions read_mechanics(const View& view) const {
    MechanicsOptions mechanics;
    mechanics.model = mechanics_named(view.word("model"));
    if (mechanics.model == MechanicsModel::none) return mechanics;
    if (mechanics.model == MechanicsModel::elastic) mechanics.measure = measure_named(view.word("eigenstrain"));
    for (const View& item : view.items("supports")) {
      Support support;
      support.boundary = item.text("boundary");
      expect_boundary(item, "boundary", support.boundary);
      support.kind = support_named(item.word("kind"));
      if (support.kind == Support::Kind::spring) support.stiffness = item.quantity("stiffness");
      if (support.kind == Support::Kind::unilateral) support.gap = item.quantity("gap");
      mechanics.supports.push_back(support);
    }
    return mechanics;
  }

  void read_bodies() {
    BodyNeeds needs;
    needs.conduction = conducts();
    needs.mechanics = case_.mechanics.model != MechanicsModel::none;
    needs.plasticity = case_.mechanics.model == MechanicsModel::finite_strain_plastic;
    needs.diffusion = case_.front.model == FrontModel::diffusion;
    needs.temperature = case_.temperature;
    const auto library = MaterialLibrary::shipped();
    MaterialCache materials(library);
    const View bodies = root_.at("bodies");
    for (const std::string& name : root_.names("bodies"))
      case_.bodies.push_back(read_body(bodies.at(name), name, needs, materials));
    check_bodies(bodies);
  }

  void check_bodies(const View& bodies) {
    const auto known = root_.names("bodies");
    const auto wanted = bodies_of(case_.geometry);
    for (const std::string& name : wanted) {
      if (name.empty() || case_.find_body(name) != nullptr) continue;
      const std::string near = nearest_name(name, known);
      bodies.problem("", fmt::format("the geometry names \"{}\", and there is no table [bodies.{}]", name, name),
                     near.empty() ? fmt::format("add [bodies.{}] with its material", name)
                                  : fmt::format("did you mean \"{}\"?", near));
    }
    const bool moves = case_.front.model != FrontModel::none;
    const bool taken =
        std::any_of(case_.bodies.begin(), case_.bodies.end(), [](const Body& b) { return b.takes_lithium; });
    if (moves && !taken)
      bodies.problem("", "no body takes lithium, and there is a front", "write takes_lithium = true and x_full in one");
    expect_one_composition(bodies);
    if (!is_mesh_file()) drop_idle_bodies(bodies, wanted);
  }

  /// One front separates two compositions.
  void expect_one_composition(const View& bodies) const {
    const Body* first = nullptr;
    for (const Body& body : case_.bodies) {
      if (!body.takes_lithium) continue;
      if (first == nullptr) first = &body;
      if (body.x_start == first->x_start && body.x_full == first->x_full &&
          body.site_concentration == first->site_concentration)
        continue;
      bodies.problem(
          body.name,
          fmt::format("\"{}\" and \"{}\" take lithium between different compositions", first->name, body.name),
          "give both the same x_start, x_full and site_concentration, or takes_lithium = false to one");
    }
  }

  void drop_idle_bodies(const View& bodies, const std::vector<std::string>& wanted) {
    std::erase_if(case_.bodies, [&](const Body& body) {
      const bool idle = std::find(wanted.begin(), wanted.end(), body.name) == wanted.end();
      if (idle)
        bodies.warning(body.name, fmt::format("the geometry has no body \"{}\"", body.name), "leave its table out");
      return idle;
    });
  }

  void read_interfaces() {
    const auto bodies = root_.names("bodies");
    for (const std::string& name : root_.names("interfaces")) {
      const View view = root_.at("interfaces." + name);
      const auto between = view.texts("between");
      if (between.size() != 2 || between[0] == between[1]) {
        view.problem("between", "two different bodies are expected", "write between = [\"silicon\", \"electrolyte\"]");
        continue;
      }
      for (std::size_t i = 0; i < 2; ++i) expect_name(view, fmt::format("between[{}]", i), "body", between[i], bodies);
      case_.interfaces.push_back(read_interface(view, between));
    }
  }

  BodyInterface read_interface(const View& view, const std::vector<std::string>& between) const {
    BodyInterface face;
    face.first = between[0];
    face.second = between[1];
    face.kind = interface_named(view.word("law"));
    if (face.kind != BodyInterface::Kind::perfect) face.resistance = view.quantity("resistance");
    if (face.kind == BodyInterface::Kind::butler_volmer) {
      face.exchange_current = view.quantity("exchange_current_density");
      face.potential = view.quantity("potential");
    }
    face.contact_fraction = view.number("contact_fraction");
    if (face.contact_fraction >= 1.0) return face;
    face.patch_size = view.optional_quantity("patch_size").value_or(0.0);
    face.seed = static_cast<unsigned>(view.integer("seed"));
    const auto* strip = std::get_if<StripGeometry>(&case_.geometry);
    if (strip != nullptr && face.patch_size > strip->width)
      view.problem("patch_size",
                   fmt::format("a patch of {} is larger than the body, {} wide", friendly(face.patch_size, "m"),
                               friendly(strip->width, "m")),
                   "give a smaller patch or a wider strip");
    return face;
  }

  FieldNumerics read_numerics(const View& view) const {
    FieldNumerics numerics;
    numerics.cell_size = view.optional_quantity("cell_size").value_or(0.0);
    numerics.refinements = view.integer("refinements");
    numerics.degree = view.integer("degree");
    numerics.relative_tolerance = view.number("relative_tolerance");
    numerics.first_step = view.optional_quantity("first_step").value_or(0.0);
    numerics.max_step = view.optional_quantity("max_step").value_or(0.0);
    return numerics;
  }

  const View& root_;
  FieldCase case_;
};

}  // namespace

bool is_field_case(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  Node root = read_with_bases(file);
  for (const auto& assignment : overrides) apply_override(root, assignment);
  return root.find("geometry") != nullptr && root.find("cell") == nullptr;
}

FieldCase read_field_case(const View& root) {
  FieldCase result = FieldReading(root).read();
  root.finish();
  result.warnings = root.warnings();
  for (auto& warning : root.without_effect()) result.warnings.push_back(std::move(warning));
  result.resolved = to_toml(root.resolved());
  return result;
}

FieldCase read_field_case(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  const CheckedTree tree = checked_tree(file, overrides);
  FieldCase result = read_field_case(View(case_registry(), tree.root));
  result.file = file;
  if (result.title == "untitled") result.title = file.stem().string();
  drop_warnings_of_bases(result.warnings, tree);
  return result;
}

}  // namespace silith
