#include "input/body_reader.hpp"

#include <fmt/format.h>

#include "base/units.hpp"

namespace silith {
namespace {

ChargeCarrier carrier_named(const std::string& name) {
  if (name == "electronic") return ChargeCarrier::electronic;
  if (name == "ionic") return ChargeCarrier::ionic;
  return name == "none" ? ChargeCarrier::none : ChargeCarrier::mixed;
}

/// Reads one body: laws of its material, its own in their place, frozen where it takes no lithium.
class BodyReading {
public:
  BodyReading(const View& view, std::string name, const BodyNeeds& needs, MaterialCache& materials)
      : view_(view), needs_(needs) {
    body_.name = std::move(name);
    load(materials);
    for (const std::string& property : view.names(""))
      if (const auto law = read_own_law(view, property, materials))
        material_.properties.insert_or_assign(property, *law);
  }

  Body read() {
    body_.carrier = carrier_named(view_.word("carrier"));
    body_.takes_lithium = view_.boolean("takes_lithium");
    read_composition();
    if (needs_.conduction) read_conduction();
    if (needs_.mechanics) read_mechanics();
    if (needs_.diffusion && body_.takes_lithium) body_.diffusivity = wanted("diffusivity");
    return body_;
  }

private:
  void load(MaterialCache& materials) {
    const auto name = view_.optional_text("material");
    if (!name) return;
    body_.material = *name;
    try {
      material_ = materials.load(*name, std::filesystem::path(view_.location("material").file).parent_path());
    } catch (const InputError& error) {
      for (const Diagnostic& diagnostic : error.diagnostics()) {
        if (!diagnostic.where.file.empty()) throw;  // a mistake inside the material's file stands there
        view_.problem("material", diagnostic.message, diagnostic.hint);
        material_known_ = false;
      }
    }
  }

  void read_composition() {
    const double supplied =
        material_.has("lithium_per_host") ? material_.constant("lithium_per_host", needs_.temperature) : 0.0;
    body_.x_start = view_.optional_quantity("x_start").value_or(supplied);
    body_.x_full = body_.x_start;
    if (!body_.takes_lithium) return;
    body_.x_full = view_.number("x_full");
    if (body_.x_full <= body_.x_start)
      view_.problem("x_full", "is not above x_start: nothing could be taken up", "write for example x_full = 3.75");
    if (const auto sites = wanted("site_concentration"))
      body_.site_concentration = value(*sites) / expansion(body_.x_start);
  }

  void read_conduction() {
    if (body_.carrier == ChargeCarrier::none) return;
    if (const auto law = optional("conductivity")) {
      body_.conductivity = *law;
    } else if (body_.carrier == ChargeCarrier::mixed) {
      const auto ions = wanted("ionic_conductivity"), electrons = wanted("electronic_conductivity");
      if (ions && electrons) body_.conductivity = in_series(*ions, *electrons);
    } else {
      body_.conductivity =
          wanted(body_.carrier == ChargeCarrier::ionic ? "ionic_conductivity" : "electronic_conductivity");
    }
  }

  /// Ions and electrons pass together: kappa sigma / (kappa + sigma), at the temperature of the case. The mean over the
  /// lithium a body takes is interpolated between its ends, where both laws are evaluated.
  Law in_series(const Law& ions, const Law& electrons) const {
    const auto at = [&](double x) {
      const LawPoint point{.x = x, .T = needs_.temperature};
      const double kappa = ions(point).value, sigma = electrons(point).value;
      return kappa * sigma / (kappa + sigma);
    };
    const bool varies = body_.takes_lithium && (ions.depends_on_x() || electrons.depends_on_x());
    if (!varies) return Law::constant(at(body_.x_start), "S/m", ions.source());
    std::vector<double> x, y;
    for (int i = 0; i <= 20; ++i) {
      x.push_back(body_.x_start + (body_.x_full - body_.x_start) * i / 20.0);
      y.push_back(at(x.back()));
    }
    return Law::table(LawVariable::x, x, y, {.unit = "S/m", .source = ions.source()});
  }

  void read_mechanics() {
    body_.youngs_modulus = wanted("young_modulus");
    body_.poisson_ratio = wanted("poisson_ratio");
    body_.toughness = optional("toughness");
    body_.largest_flaw = view_.quantity("largest_flaw");
    body_.plastic_rate = view_.quantity("plastic_rate");
    body_.plastic_exponent = view_.number("plastic_exponent");
    if (needs_.plasticity) body_.yield_stress = optional("yield_stress");
    if (body_.takes_lithium) read_swelling();
  }

  void read_swelling() {
    if (const auto given = optional("volume_ratio")) {
      body_.volume_ratio = *given;
      return;
    }
    const auto molar = wanted("partial_molar_volume"), sites = wanted("site_concentration");
    if (!molar || !sites) return;
    const double per_x = value(*molar) * value(*sites) / expansion(body_.x_start);
    LawAttributes attributes{.unit = "1", .source = molar->source()};
    body_.volume_ratio = Law::polynomial(LawVariable::x, {1.0 - per_x * body_.x_start, per_x}, attributes);
  }

  /// Volume over that without lithium, of a host whose properties refer to the latter.
  double expansion(double x) const {
    if (x == 0.0 || !material_.has("partial_molar_volume") || !material_.has("site_concentration")) return 1.0;
    return 1.0 + x * value(material_.law("partial_molar_volume")) * value(material_.law("site_concentration"));
  }

  double value(const Law& law) const { return law({.x = body_.x_start, .T = needs_.temperature}).value; }

  /// A law at the temperature of the case; a constant in bodies that take no lithium.
  std::optional<Law> optional(const std::string& property) const {
    if (!material_.has(property)) return std::nullopt;
    const Law& law = material_.law(property);
    if (body_.takes_lithium && law.depends_on_x()) {
      note_range(property, law);
      return law;
    }
    return Law::constant(value(law), law.unit(), law.source());
  }

  std::optional<Law> wanted(const std::string& property) const {
    if (auto law = optional(property)) return law;
    if (!material_known_) return std::nullopt;  // said once, where the material is named
    const PropertyKind& kind = *find_property_kind(property);
    view_.problem(property, fmt::format("is missing ({}, {})", kind.meaning, dimension_name(kind.unit)),
                  body_.material.empty() ? "name a material, or give the property here"
                                         : fmt::format("the material \"{}\" has none: give it here", body_.material));
    return std::nullopt;
  }

  void note_range(const std::string& property, const Law& law) const {
    const auto range = law.x_range();
    if (range && !(range->contains(body_.x_start) && range->contains(body_.x_full)))
      view_.problem(property,
                    fmt::format("holds for x from {} to {}, and x goes from {} to {}", range->min, range->max,
                                body_.x_start, body_.x_full),
                    "keep x_start and x_full inside, or give another law here");
  }

  const View& view_;
  const BodyNeeds& needs_;
  Material material_;
  bool material_known_ = true;
  Body body_;
};

}  // namespace

Body read_body(const View& view, const std::string& name, const BodyNeeds& needs, MaterialCache& materials) {
  return BodyReading(view, name, needs, materials).read();
}

}  // namespace silith
