package org.lambdanas.search.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.export.ExportedModel;
import org.lambdanas.graph.export.LoadedModel;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Augment;
import org.lambdanas.proto.v1.ClassWeights;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitFinalist;
import org.lambdanas.proto.v1.FitPhase;
import org.lambdanas.proto.v1.FitPlan;
import org.lambdanas.proto.v1.FitResult;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingObjective;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.report.FitReport;
import org.lambdanas.search.report.PageRules;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.training.TrainingRun;

class FitRunTest {

  private static final long MOST_PARAMS = 30_000;

  @TempDir private Path folder;

  private FitConfig.Builder asked() {
    FitConfig.Builder config =
        FieldSetting.withDefaults(FitConfig.newBuilder())
            .clearPlan()
            .setSeconds(1200)
            .setSearches(1)
            .setOutput(folder.resolve("model").toString())
            .addLimits("params=30k");
    config.getDataBuilder().setDataSet("digits").setTrainPortion(1);
    return config;
  }

  private static FitImages images(FitConfig config) {
    return new FitImages(new ConfiguredImages(config.getData(), DataSets.byName("digits")));
  }

  /** What was planned, made so small that it takes no time. */
  private FitConfig small() {
    FitConfig config = asked().build();
    FitConfig.Builder planned = FitRun.planned(config, images(config), line -> {}).toBuilder();
    planned.getPlanBuilder().getSearchBuilder().setEpochs(1).getDataBuilder().setTrainImages(64);
    planned.getPlanBuilder().getTrainingBuilder().setEpochs(1).setPatience(0);
    planned.getPlanBuilder().getPaceBuilder().setMostEpochs(1).setMostLongerEpochs(2);
    planned.getPlanBuilder().getTrainingBuilder().getDataBuilder().setTrainImages(100);
    return planned.build();
  }

  private Optional<FitResult> run(FitConfig config, String name, int events) {
    Path path = folder.resolve(name);
    RunProcess process = RunProcess.start("test", List.of(), config.getExecution());
    int[] left = {events};
    FitRun.Listener listener =
        new FitRun.Listener() {
          @Override
          public void says(String line) {
            left[0]--;
          }
        };
    try (FitRun work = new FitRun(config, images(config), process, listener);
        Run<FitConfig, FitResult> run =
            RunFolder.kindOf(path).isPresent()
                ? Run.resume(path, RunKind.FIT)
                : Run.create(
                    path, RunKind.FIT, config, process.provenance(RunKind.FIT, work.input()))) {
      return work.run(run, () -> left[0] <= 0);
    }
  }

  @Test
  void trainingsChangeMixAndWeighPicturesAsAsked() {
    FitConfig.Builder asked =
        asked()
            .setMixup(.2)
            .setClassWeights(ClassWeights.CLASS_WEIGHTS_BALANCED)
            .setObjective(TrainingObjective.TRAINING_OBJECTIVE_MACRO_F1);
    asked
        .getDataBuilder()
        .setColourJitter(.3)
        .setAugment(Augment.AUGMENT_RAND)
        .setAugmentOperations(3)
        .setAugmentMagnitude(12);
    FitConfig config = asked.build();
    FitPlan plan = FitRun.planned(config, images(config), line -> {}).getPlan();
    TrainingConfig training = plan.getTraining();
    assertThat(training.getMixup()).isEqualTo(.2);
    assertThat(training.getClassWeights()).isEqualTo(ClassWeights.CLASS_WEIGHTS_BALANCED);
    assertThat(training.getObjective()).isEqualTo(TrainingObjective.TRAINING_OBJECTIVE_MACRO_F1);
    assertThat(training.getData().getColourJitter()).isEqualTo(.3);
    assertThat(training.getData().getAugment()).isEqualTo(Augment.AUGMENT_RAND);
    assertThat(training.getData().getAugmentOperations()).isEqualTo(3);
    assertThat(training.getData().getAugmentMagnitude()).isEqualTo(12);
    // A cell with none on its edges may be cut in two.
    assertThat(plan.getSearch().getDerivation()).isEqualTo(Derivation.DERIVATION_WITHOUT_NONE);
    // Searches see the pictures as they always do.
    assertThat(plan.getSearch().getData().getColourJitter()).isZero();
  }

  private static FitFinalist withoutTimes(FitFinalist one) {
    return one.toBuilder().clearSeconds().build();
  }

  @Test
  void whatIsStoppedAndResumedComesToTheSame() {
    FitConfig config = small();
    FitResult whole = run(config, "whole", 1000).orElseThrow();
    FitConfig again = config.toBuilder().setOutput(folder.resolve("other").toString()).build();
    Optional<FitResult> resumed = Optional.empty();
    int pieces = 0;
    while (resumed.isEmpty()) {
      resumed = run(again, "pieces", 2);
      pieces++;
    }
    assertThat(pieces).isGreaterThan(2);
    assertThat(resumed.get().getFinalistsList().stream().map(FitRunTest::withoutTimes))
        .isEqualTo(whole.getFinalistsList().stream().map(FitRunTest::withoutTimes).toList());
    assertThat(resumed.get().getVerdictList()).isEqualTo(whole.getVerdictList());
    // What is done is not exported again.
    FitResult asked = run(again, "pieces", 1000).orElseThrow();
    assertThat(asked).isEqualTo(resumed.get());
    assertThat(folder.resolve("other/1")).isDirectory();
    assertThat(folder.resolve("other/2")).doesNotExist();
  }

  @Test
  void theModelIsTheBestWithinTheLimits() {
    FitConfig config = small();
    FitResult result = run(config, "whole", 1000).orElseThrow();
    List<FitFinalist> finalists = result.getFinalistsList();
    FitFinalist chosen = finalists.get(0);
    assertThat(finalists.stream().map(FitFinalist::getName)).contains("lambda-darts-s0");
    assertThat(finalists.size()).isBetween(3, 5);
    // Once more, and for longer, whichever came first of those trained alike.
    assertThat(finalists).filteredOn(one -> one.getEpochs() == 1).hasSize(finalists.size() - 1);
    FitFinalist longer =
        finalists.stream().filter(one -> one.getEpochs() == 2).findFirst().orElseThrow();
    FitFinalist first =
        finalists.stream()
            .filter(one -> (one.getName() + "-longer").equals(longer.getName()))
            .findFirst()
            .orElseThrow();
    assertThat(first.getArchitecture()).isEqualTo(longer.getArchitecture());
    assertThat(finalists)
        .filteredOn(one -> one.getEpochs() == 1)
        .allSatisfy(
            one ->
                assertThat(one.getHeldOutAccuracy())
                    .isLessThanOrEqualTo(first.getHeldOutAccuracy()));
    for (FitFinalist one : finalists) {
      var space = SearchSpaces.networkSpaceById(one.getArchitecture().getSpace());
      NetworkCost cost =
          NetworkCost.ofArchitecture(
              space, one.getArchitecture(), NetworkSize.of(space, one.getNetwork(), 1, 10), 8);
      assertThat(one.getParams()).isEqualTo(cost.weights()).isLessThanOrEqualTo(MOST_PARAMS);
      assertThat(one.getWithinLimits()).isTrue();
      assertThat(one.getHeldOutAccuracy()).isLessThanOrEqualTo(chosen.getHeldOutAccuracy());
      assertThat(one.getTestLower()).isLessThanOrEqualTo(one.getTestAccuracy());
      assertThat(one.getTestUpper()).isGreaterThanOrEqualTo(one.getTestAccuracy());
    }
    assertThat(result.getPictures().getClassesCount()).isEqualTo(10);
    assertThat(result.getPhasesList().stream().map(FitPhase::getName))
        .containsExactly(
            "measuring and planning",
            "searches",
            "trainings",
            "longer training",
            "export and judgement");
    assertThat(result.getPhasesList())
        .allSatisfy(phase -> assertThat(phase.getExpectedSeconds()).isPositive())
        .allSatisfy(phase -> assertThat(phase.getSeconds()).isPositive());
    assertThat(result.getMebibytes() > 0).isEqualTo(PeakMemory.mebibytes().isPresent());
    assertThat(result.getConfig().getPlan().getMebibytes() > 0)
        .isEqualTo(PeakMemory.mebibytes().isPresent());
    // The exported model is right where the finalist is said to be.
    var test = DataSets.byName("digits").load(Optional.empty(), Split.TEST, 0);
    var bytes = test.pixels();
    float[] pixels = new float[bytes.remaining()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = bytes.get(i) & 0xff;
    }
    int right = 0;
    try (LoadedModel model = LoadedModel.load(ExportedModel.open(Path.of(result.getModel())))) {
      int[] classes = model.classify(pixels, test.size()).classes();
      for (int i = 0; i < classes.length; i++) {
        right += classes[i] == test.label(i) ? 1 : 0;
      }
    }
    assertThat(100.0 * right / test.size()).isEqualTo(chosen.getTestAccuracy());
    assertThat(
            Messages.read(
                    folder
                        .resolve("whole")
                        .resolve(chosen.getFolder())
                        .resolve(TrainingRun.MODEL.file()),
                    TrainingRun.MODEL.form())
                .getArchitecture())
        .isEqualTo(chosen.getArchitecture());
    String page = FitReport.html(RunFolder.open(folder.resolve("whole"), RunKind.FIT));
    assertThat(PageRules.checked(page))
        .contains(chosen.getName(), "pictures it never saw", "Data of this figure");
    assertThat(Files.exists(folder.resolve("whole/candidates.binpb"))).isTrue();
  }

  @Test
  void methodsThatTrainOneNetworkAfterAnotherKeepTheLimitsToo() {
    FitConfig asked =
        asked().setSeconds(3600).clearMethods().addMethods("guided").addMethods("random").build();
    FitConfig.Builder planned = FitRun.planned(asked, images(asked), line -> {}).toBuilder();
    GuidedConfig guided = planned.getPlan().getGuided();
    assertThat(guided.getQueries()).isGreaterThan(5);
    assertThat(guided.getBudget()).isEqualTo(planned.getPlan().getSearch().getBudget());
    assertThat(planned.getPlan().getChoicesList())
        .anyMatch(line -> line.contains("2 searches of " + guided.getQueries() + " evaluations"))
        .noneMatch(line -> line.contains("batches of"));
    planned.getPlanBuilder().getPaceBuilder().setMostEpochs(1).setMostLongerEpochs(1);
    planned.getPlanBuilder().getGuidedBuilder().setQueries(6).getStrategyBuilder().setInitial(2);
    planned
        .getPlanBuilder()
        .getGuidedBuilder()
        .getObjectiveBuilder()
        .getTrainingBuilder()
        .setEpochs(1)
        .getDataBuilder()
        .setTrainImages(64);
    planned.getPlanBuilder().getTrainingBuilder().getDataBuilder().setTrainImages(100);
    FitResult whole = run(planned.build(), "whole", 1000).orElseThrow();
    assertThat(whole.getTrainingEpochs()).isEqualTo(1);
    List<String> names = whole.getFinalistsList().stream().map(FitFinalist::getName).toList();
    assertThat(names).contains("guided-s0", "guided-s0-2");
    assertThat(whole.getFinalistsList())
        .allSatisfy(one -> assertThat(one.getParams()).isLessThanOrEqualTo(MOST_PARAMS));
    for (String method : List.of("guided", "random")) {
      GuidedResult search =
          RunFolder.open(folder.resolve("whole/search-" + method + "-s0"), RunKind.GUIDED).result();
      assertThat(search.getQueriesList())
          .hasSize(6)
          .allSatisfy(query -> assertThat(query.hasValue()).isTrue())
          .allSatisfy(query -> assertThat(query.getInfeasible()).isFalse());
    }
    Optional<FitResult> resumed = Optional.empty();
    FitConfig again = planned.setOutput(folder.resolve("other").toString()).build();
    for (int i = 0; i < 20 && resumed.isEmpty(); i++) {
      resumed = run(again, "pieces", 2);
    }
    assertThat(resumed.orElseThrow().getFinalistsList().stream().map(FitRunTest::withoutTimes))
        .isEqualTo(whole.getFinalistsList().stream().map(FitRunTest::withoutTimes).toList());
  }

  @Test
  void aLimitOnLatencyHoldsAsMeasured() {
    FitConfig asked = asked().addLimits("latency=1000ms").build();
    FitConfig config = FitRun.planned(asked, images(asked), line -> {});
    assertThat(config.getPlan().getLatency().getMeasurementsCount()).isEqualTo(10);
    assertThat(config.getPlan().getSearch().getBudget().getLimitsList())
        .containsExactlyInAnyOrder("params=30000", "latency=950");
    assertThat(config.getLimitsList()).contains("latency=1000");
  }

  @Test
  void whatCannotBeIsSaidBefore() {
    assertThatThrownBy(() -> planned(asked().clearLimits().addLimits("params=10").build()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--limit params=10: no network of nasbench201 is that small");
    assertThatThrownBy(() -> planned(asked().setSeconds(30).setSearches(100).build()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is too short for 100 searches");
    assertThatThrownBy(() -> planned(asked().clearMethods().addMethods("lamda-darts").build()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lambda-darts");
  }

  private static FitConfig planned(FitConfig config) {
    return FitRun.planned(config, images(config), new ArrayList<String>()::add);
  }
}
