#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/diagnostic.hpp"
#include "cell/audit.hpp"
#include "input/case.hpp"

using namespace silith;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

const std::string home = SILITH_SOURCE_DIR;

std::vector<std::string> codes(const DesignInput& input) {
  std::vector<std::string> all;
  for (const DesignFinding& finding : audit(input.cell, input.facts)) all.push_back(finding.code);
  return all;
}

}  // namespace

TEST(DesignReader, CaseGivesItsCurrentsAndCutOffsOnce) {
  const DesignFacts facts = read_case(home + "/examples/first-cycle.toml").design;
  ASSERT_EQ(facts.currents.size(), 1u);
  EXPECT_NEAR(facts.currents[0].value, 0.255 * 0.785398e-3, 1e-9);
  EXPECT_EQ(facts.currents[0].text, "Charge at current until 4.2 V");
  ASSERT_EQ(facts.cut_offs.size(), 2u);
  EXPECT_DOUBLE_EQ(facts.cut_offs[0].voltage, 4.2);
  EXPECT_DOUBLE_EQ(facts.cut_offs[1].voltage, 2.0);
}

// The thicknesses that the source states are too small for its masses; nothing else is found in this cell.
TEST(DesignReader, ShippedCellAloneAndItsContradiction) {
  EXPECT_THAT(codes(read_design(home + "/cells/double-layer.toml")),
              ElementsAre("density-above-theoretical", "density-above-theoretical"));
  EXPECT_THAT(codes(read_design(home + "/examples/first-cycle.toml")),
              ElementsAre("density-above-theoretical", "density-above-theoretical"));
  EXPECT_THAT(codes(read_design(home + "/cells/silicon.toml")), IsEmpty());
  EXPECT_THAT(codes(read_design(home + "/examples/dfn-marquis2019.toml")), IsEmpty());
}

TEST(DesignReader, RatiosOfTheLoadingSeries) {
  const auto ratio = [](const std::string& loading, const std::string& measured) {
    const DesignInput input = read_design(home + "/cells/double-layer.toml",
                                          {"cell.cathode.loading=\"" + loading + " mg/cm^2\"",
                                           "design.measured_cathode_capacity=\"" + measured + " mA h/cm^2\""});
    return *design_of(input.cell, input.facts).np_measured;
  };
  EXPECT_NEAR(ratio("12", "1.7"), 11.0, 0.05);
  EXPECT_NEAR(ratio("36", "5.4"), 3.5, 0.05);
  EXPECT_NEAR(ratio("54", "7.8"), 2.4, 0.05);
}

TEST(DesignReader, StatedCurrentAgainstArealCurrent) {
  const DesignInput input =
      read_design(home + "/cells/silicon.toml",
                  {"design.stated_current=\"0.18 mA\"", "design.stated_current_density=\"2.3 mA/cm^2\""});
  EXPECT_THAT(codes(input), ElementsAre("current-density-mismatch"));
}

TEST(DesignReader, SizeOfAnElectrolytePowder) {
  const std::vector<std::string> thin = {"cell.sulfide.mass=\"0.05 mg\"",
                                         "cell.sulfide.phases.li6ps5cl.particle_radius=\"250 nm\""};
  EXPECT_THAT(codes(read_design(home + "/cells/silicon.toml", thin)), ElementsAre("separator-thinner-than-particles"));
}

TEST(DesignReader, PhaseThatDoesNotConnectIsAFindingHereAndRefusedInARun) {
  const std::vector<std::string> apart = {"cell.cathode.electronic.law=percolation",
                                          "cell.cathode.electronic.threshold=0.5",
                                          "cell.cathode.electronic.exponent=2"};
  EXPECT_THAT(codes(read_design(home + "/cells/silicon.toml", apart)), ElementsAre("below-percolation-threshold"));
  try {
    read_cell_of(home + "/cells/silicon.toml", apart);
    FAIL() << "such a cell does not conduct";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("does not connect"));
  }
}

TEST(DesignReader, NoSpecificEnergyWhereADensityIsNotKnown) {
  const DesignInput input = read_design(home + "/cells/marquis2019.toml");
  const Design design = design_of(input.cell, input.facts);
  EXPECT_FALSE(design.specific_energy.has_value()) << "the liquid's density is not given";
  EXPECT_GT(*design.energy_density, 0.0);
  EXPECT_NEAR(*design.cathode_end_composition, 0.45, 1e-12);
}
