package org.lambdanas.search.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.StrategyKind;

class FitMethodTest {

  private static FitConfig of(String... methods) {
    return FitConfig.newBuilder().addAllMethods(List.of(methods)).build();
  }

  @Test
  void namesSayHowIsSearched() {
    FitConfig both = of("guided", "darts-2nd", "regularised-evolution", "random");
    assertThat(FitMethod.of(both))
        .startsWith(
            new FitMethod.ByTrainings("guided", StrategyKind.STRATEGY_KIND_GUIDED),
            new FitMethod.ByGradient("darts-2nd", SearchMethod.SEARCH_METHOD_DARTS_SECOND_ORDER));
    assertThat(FitMethod.byGradient(both)).hasSize(1);
    assertThat(FitMethod.trainers(both)).isEqualTo(3);
    assertThatThrownBy(() -> FitMethod.of(of("guide")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown method 'guide', perhaps guided");
  }
}
