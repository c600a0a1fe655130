#include "input/keys.hpp"

// Keys of [geometry]: where the bodies of a case in two or three dimensions lie.
namespace silith {
namespace {

std::vector<Key> whole_geometry() {
  return {
      table("geometry").doc("Where the bodies lie. A case with this table is one in two or three dimensions."),
      word("geometry.shape", {"strip", "particle", "cylinder", "particles", "mesh-file"})
          .required()
          .example("strip")
          .doc(
              "strip: layers on top of each other, periodic across. particle: a sphere or ellipsoid, touched at a cap, "
              "with or without a coat. cylinder: the same across a long fibre. particles: round particles in a box of "
              "matrix. mesh-file: named regions of a Gmsh file."),
      word("geometry.frame", {"plane-strain", "axisymmetric", "3d"})
          .example("plane-strain")
          .doc(
              "What the coordinates mean; a particle is axisymmetric if nothing is said, everything else plane strain. "
              "Axisymmetric: the first coordinate is the radius, the second the axis."),
      quantity("geometry.temperature", "K")
          .range("200 K", "500 K")
          .otherwise("25 degC")
          .example("45 degC")
          .doc("Temperature everywhere."),
      quantity("geometry.width", "m")
          .range("1 nm", "1 m")
          .example("4 um")
          .doc("Of a strip: one period. Of particles in a matrix: the box along the first coordinate, one period."),
      quantity("geometry.height", "m")
          .range("1 nm", "1 m")
          .example("4 um")
          .doc("Of particles in a matrix: the box along the second coordinate; current flows along it."),
      quantity("geometry.depth", "m")
          .range("1 nm", "1 m")
          .example("4 um")
          .doc("With frame 3d: one period along the third coordinate."),
  };
}

std::vector<Key> strip_and_mesh() {
  return {
      list("geometry.layers").doc("Of a strip: its layers, the first at the bottom."),
      table("geometry.layers[]").doc("One layer."),
      text("geometry.layers[].body").required().example("silicon").doc("Name of a table in [bodies]."),
      quantity("geometry.layers[].thickness", "m")
          .range("1 nm", "1 m")
          .required()
          .example("2 um")
          .doc("Thickness of the layer."),
      text("geometry.file")
          .example("electrode.msh")
          .doc("Of a mesh file: Gmsh 4.1 or 2.2, quadrilaterals or hexahedra; physical names are those of bodies and "
               "boundaries."),
      quantity("geometry.scale", "m")
          .above("0 m")
          .otherwise("1 m")
          .example("1 um")
          .doc("Of a mesh file: what a unit of its coordinates is."),
  };
}

std::vector<Key> particle() {
  return {
      text("geometry.core").example("silicon").doc("Of a particle: its body in [bodies]."),
      text("geometry.coat").example("li21si5").doc("Of a particle: the body of its coat; without it there is none."),
      quantity("geometry.radius", "m")
          .range("1 nm", "1 m")
          .example("250 nm")
          .doc("Of a particle: its radius without the coat, across the axis."),
      quantity("geometry.half_axis", "m")
          .range("1 nm", "1 m")
          .example("300 nm")
          .doc("Of a particle: half its length along the axis; as the radius if it is a sphere."),
      quantity("geometry.coat_thickness", "m")
          .range("0.1 nm", "1 m")
          .example("45 nm")
          .doc("Of a particle: thickness of its coat."),
      quantity("geometry.contact_angle", "rad")
          .range("0 deg", "180 deg")
          .contradicts({"contact_radius"})
          .example("30 deg")
          .doc("Of a particle: half opening of the cap that is touched, seen from the centre; 180 deg: the whole "
               "surface."),
      quantity("geometry.contact_radius", "m")
          .above("0 m")
          .example("100 nm")
          .doc("Of a particle: radius of the touched cap, instead of its angle."),
      quantity("geometry.contact_tilt", "rad")
          .range("0 deg", "180 deg")
          .otherwise("0 deg")
          .example("45 deg")
          .doc("Of a particle with frame 3d: angle between its axis and the middle of the cap."),
      text("geometry.matrix").example("electrolyte").doc("Of particles in a matrix: the body around them."),
      text("geometry.particle").example("silicon").doc("Of particles in a matrix: the body they consist of."),
      list("geometry.particles").doc("Of particles in a matrix: where they are."),
      table("geometry.particles[]").doc("One particle."),
      quantity("geometry.particles[].x", "m").required().example("1 um").doc("Centre, first coordinate."),
      quantity("geometry.particles[].y", "m").required().example("1 um").doc("Centre, second coordinate."),
      quantity("geometry.particles[].z", "m").otherwise("0 m").example("1 um").doc("Centre, third coordinate."),
      quantity("geometry.particles[].radius", "m").above("0 m").required().example("0.5 um").doc("Radius."),
  };
}

}  // namespace

std::vector<Key> geometry_keys() {
  std::vector<Key> keys;
  for (const auto& part : {whole_geometry(), strip_and_mesh(), particle()})
    keys.insert(keys.end(), part.begin(), part.end());
  return keys;
}

}  // namespace silith
