package org.lambdanas.search.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Stem;

class ModelLimitsTest {

  @Test
  void amountsAreThoseThatPeopleWrite() {
    ModelLimits limits = ModelLimits.parse(List.of("latency=0.005s", "params=200k", "macs=1.5M"));
    assertThat(limits.texts()).containsExactly("params=200000", "macs=1500000", "latency=5");
    assertThat(ModelLimits.parse(limits.texts())).isEqualTo(limits);
    assertThat(limits.allow(new NetworkCost(200_000, 1_500_000))).isTrue();
    assertThat(limits.allow(new NetworkCost(200_001, 0))).isFalse();
    assertThat(limits.allow(new NetworkCost(0, 1_500_001))).isFalse();
    assertThat(limits.allow(5.0)).isTrue();
    assertThat(limits.allow(5.01)).isFalse();
    assertThat(ModelLimits.parse(List.of()).allow(1e9)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "params; write COST=MOST",
        "parms=3; perhaps params",
        "params=many; no amount",
        "latency=5km; unknown unit",
        "params=0; above 0"
      })
  void whatIsWrongIsSaid(String typed, String said) {
    assertThatThrownBy(() -> ModelLimits.parse(List.of(typed)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("--limit " + typed)
        .hasMessageContaining(said);
  }

  /** A number without a unit is said with the one that it was taken for. */
  @Test
  void whatWasUnderstoodIsSaidWithItsUnit() {
    assertThat(ModelLimits.parse(List.of("latency=5", "params=200k")).said())
        .containsExactly("params=200000", "latency=5 ms");
    assertThat(ModelLimits.parse(List.of("latency=2s")).said()).containsExactly("latency=2000 ms");
    assertThatThrownBy(() -> ModelLimits.parse(List.of("latency=5x")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'5x' has the unknown unit 'x'")
        .hasMessageEndingWith("alone or with ms, s, us");
  }

  @Test
  void oneLimitOnACostIsEnough() {
    assertThatThrownBy(() -> ModelLimits.parse(List.of("params=1k", "params=2k")))
        .hasMessageContaining("another limit on params");
  }

  @Test
  void aSearchIsHeldToTheSame() {
    var size = new NetworkSize(4, 1, 3, 10).message(16, Stem.STEM_UNSPECIFIED);
    Budget budget =
        Budget.of(
            ModelLimits.parse(List.of("params=20k", "latency=1ms"))
                .budget(NasBench201Space.INSTANCE, size, Optional.empty(), 1));
    Architecture skip =
        NasBench201Space.INSTANCE.parse(
            "|skip_connect~0|+|skip_connect~0|skip_connect~1|"
                + "+|skip_connect~0|skip_connect~1|skip_connect~2|");
    assertThat(budget.costs()).hasSize(1);
    assertThat(budget.isFeasible(skip)).isTrue();
    double params = budget.amounts(skip)[0];
    assertThat(
            Budget.of(
                    new ModelLimits(java.util.Map.of("params", params - 1))
                        .budget(NasBench201Space.INSTANCE, size, Optional.empty(), 1))
                .isFeasible(skip))
        .isFalse();
  }
}
