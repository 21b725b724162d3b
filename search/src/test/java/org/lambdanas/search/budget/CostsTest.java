package org.lambdanas.search.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.OperationLatency;

class CostsTest {

  private static final SearchSpace SPACE = SearchSpaces.byId("nasbench201");
  private static final Architecture FULL =
      SPACE.parse(
          "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|");
  private static final Architecture EMPTY =
      SPACE.parse("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|");
  private static final ModelSize PUBLISHED =
      ModelSize.newBuilder()
          .setChannels(16)
          .setCells(5)
          .setImageChannels(3)
          .setClasses(10)
          .setImageSize(32)
          .build();

  @TempDir private Path folder;

  private static Costs costs(Optional<Costs.Table> own) {
    return new Costs(SPACE, Optional.of(PUBLISHED), own);
  }

  private static BudgetConfig typed(List<String> minimise, List<String> limits) {
    return BudgetConfig.newBuilder().addAllMinimise(minimise).addAllLimits(limits).build();
  }

  private Path csv() throws IOException {
    Path file = folder.resolve("devices.csv");
    Files.writeString(
        file,
        "arch,phone,chip_latency\n"
            + SPACE.format(FULL)
            + ",9.5,-1\n"
            + SPACE.format(EMPTY)
            + ",1.25,3\n");
    return file;
  }

  private Path model() {
    Path file = folder.resolve("mine.txtpb");
    Messages.write(
        file,
        LatencyModel.newBuilder()
            .setSpace("nasbench201")
            .setIntercept(2)
            .addOperations(
                OperationLatency.newBuilder()
                    .setOperation("normal/nor_conv_3x3")
                    .setMilliseconds(0.5))
            .addMeasurements(
                LatencyMeasurement.newBuilder().setArchitecture(FULL).setMilliseconds(5))
            .build());
    return file;
  }

  @Test
  void parametersAreThoseThatWerePublished() {
    BudgetConfig resolved =
        costs(Optional.empty()).resolve(typed(List.of("params", "macs"), List.of()));
    Validation.check(resolved);
    Budget budget = Budget.of(resolved);
    // The least and the most of NAS-Bench-201.
    assertThat(budget.minimise().get(0).of(EMPTY)).isEqualTo(73_306);
    assertThat(budget.minimise().get(0).of(FULL)).isEqualTo(1_531_546);
    assertThat(budget.costs(FULL)).extracting(f -> f.getName()).containsExactly("params", "macs");
  }

  @Test
  void limitsOfEveryKindAreResolvedAndRead() throws IOException {
    Costs.Table own = Costs.Table.open(csv().toString());
    BudgetConfig resolved =
        costs(Optional.of(own))
            .resolve(
                typed(
                    List.of("latency:phone", "latency:" + model()),
                    List.of(
                        "params=300k", "macs=40M", "latency:chip=5ms", "latency:phone=0.002s")));
    Validation.check(resolved);
    assertThat(resolved.getLimitsList())
        .containsExactly("params=300000", "macs=40000000", "latency:chip=5", "latency:phone=2");
    assertThat(resolved.getCostsList()).hasSize(5);
    Budget budget = Budget.of(resolved);
    assertThat(budget.minimise().get(0).of(FULL)).isEqualTo(9.5);
    assertThat(budget.minimise().get(1).of(FULL)).isEqualTo(5);
    assertThat(budget.minimise().get(1).of(EMPTY)).isEqualTo(2);
    assertThat(budget.isFeasible(EMPTY)).isTrue();
    // A latency below 0 stands for what a device cannot run.
    assertThat(budget.violation(FULL)).isNaN();
    assertThat(budget.isFeasible(FULL)).isFalse();
    assertThat(budget.mayBeFeasible(FULL)).isFalse();
    assertThat(
            costs(Optional.of(own))
                .resolve(typed(resolved.getMinimiseList(), resolved.getLimitsList())))
        .isEqualTo(resolved);
  }

  @Test
  void violationsAreSharesOfTheirLimits() {
    Budget budget =
        Budget.of(
            costs(Optional.empty()).resolve(typed(List.of(), List.of("params=765773", "macs=1G"))));
    assertThat(budget.violation(FULL)).isCloseTo(1, within(1e-12));
    assertThat(budget.violation(EMPTY)).isZero();
  }

  @Test
  void aLatencyIsTheOneThatIsMinimised() {
    String file = model().toString();
    BudgetConfig resolved =
        costs(Optional.empty()).resolve(typed(List.of("latency:" + file), List.of("latency=4ms")));
    assertThat(resolved.getLimitsList()).containsExactly("latency:" + file + "=4");
  }

  @Test
  void aTableThatChangedIsRefused() throws IOException {
    Path file = csv();
    BudgetConfig resolved =
        costs(Optional.empty()).resolve(typed(List.of(file + "#phone"), List.of()));
    Budget.of(resolved);
    Files.writeString(file, Files.readString(file).replace("1.25", "1.5"));
    assertThatThrownBy(() -> Budget.of(resolved)).hasMessageContaining("is not the one");
  }

  @ParameterizedTest
  @CsvSource({
    "params, '--limit params: write COST=MOST, such as params=300k'",
    "params=, '--limit params=: '''' is no amount'",
    "params=-3, '''-3'' is no amount'",
    "params=0, '''0'' is no amount: must be above 0'",
    "params=1e999, '''1e999'' is no amount'",
    "params=3ms, 'unknown unit ''ms'': write a number, alone or with G, M, k'",
    "latency=5ms, 'of which device?'",
    "latency:nowhere.binpb=5ms, 'no such file'",
    "watts=5, 'no such cost as ''watts'': use params, macs'",
    "nasbench201#watts=5, 'has no metric ''watts'''",
  })
  void whatWasTypedWrongIsNamed(String text, String message) {
    assertThatThrownBy(() -> costs(Optional.empty()).resolve(typed(List.of(), List.of(text))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--limit " + text)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void whatIsNamedTwiceIsRefused() {
    Costs costs = costs(Optional.empty());
    assertThatThrownBy(() -> costs.resolve(typed(List.of(), List.of("params=1k", "params=2k"))))
        .hasMessage("--limit names params twice: give one limit");
    assertThatThrownBy(() -> costs.resolve(typed(List.of("macs", "macs"), List.of())))
        .hasMessage("--minimise names macs twice");
  }
}
