package org.lambdanas.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.Numerics;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.differentiable.SearchPresets;

class RunProcessTest {

  private static final List<String> ARGUMENTS = List.of("search", "--seed", "3");
  private static final SearchConfig CONFIG = config();

  private static SearchConfig config() {
    SearchConfig.Builder config =
        SearchPresets.config(
            SearchPresets.Preset.LAPTOP,
            "nasbench201",
            DataSets.byName("digits"),
            SearchMethod.SEARCH_METHOD_DARTS,
            RegulariserKind.REGULARISER_KIND_CORRELATION);
    config.getExecutionBuilder().setPrecision("float64");
    return config.build();
  }

  @TempDir private Path folder;

  private static RunProvenance now(ExecutionConfig execution) {
    return RunProcess.start("1.2", ARGUMENTS, execution)
        .provenance(RunKind.SEARCH, new RunProcess.Input(3, ByteString.copyFrom(new byte[32]), 60));
  }

  private Run<SearchConfig, SearchResult> begun(
      String name, Consumer<RunProvenance.Builder> change) {
    RunProvenance.Builder provenance = now(CONFIG.getExecution()).toBuilder();
    change.accept(provenance);
    return Run.create(folder.resolve(name), RunKind.SEARCH, CONFIG, provenance.build());
  }

  @Test
  void aProvenanceSaysWhatDecidesTheLastBits() {
    RunProvenance provenance = now(CONFIG.getExecution().toBuilder().setIntraOpThreads(3).build());
    assertThat(provenance.getKind()).isEqualTo("search");
    assertThat(provenance.getArgumentsList()).isEqualTo(ARGUMENTS);
    assertThat(provenance.getSeed()).isEqualTo(3);
    assertThat(provenance.getImages()).isEqualTo(60);
    assertThat(provenance.getNumerics().getIntraOpThreads()).isEqualTo(3);
    assertThat(provenance.getNumerics().getInterOpThreads()).isPositive();
    assertThat(provenance.getNumerics().getPrecision()).isEqualTo("float64");
    assertThat(provenance.getNumerics().getNativeBuild()).isIn("cpu", "gpu");
    assertThat(provenance.getMachine().getTensorflowVersion()).matches("\\d+\\.\\d+.*");
    assertThat(provenance.getMachine().getDevicesList()).isNotEmpty();
  }

  @Test
  void inAWideGraphOperationsShareTheCores() {
    int cores = Runtime.getRuntime().availableProcessors();
    Numerics search = RunProcess.start("1.2", ARGUMENTS, RunKind.SEARCH, CONFIG).numerics();
    assertThat(search.getInterOpThreads()).isEqualTo(cores);
    assertThat(search.getIntraOpThreads()).isEqualTo(Math.max(1, cores / Math.min(cores, 4)));
    Numerics other = RunProcess.start("1.2", ARGUMENTS, CONFIG.getExecution()).numerics();
    assertThat(other.getIntraOpThreads()).isEqualTo(cores);
    SearchConfig.Builder asked = CONFIG.toBuilder();
    asked.getExecutionBuilder().setIntraOpThreads(3);
    assertThat(
            RunProcess.start("1.2", ARGUMENTS, RunKind.SEARCH, asked.build())
                .numerics()
                .getIntraOpThreads())
        .isEqualTo(3);
  }

  @Test
  void onAGpuOperationsDoNotShareTheCores() {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutionConfig.Builder execution = CONFIG.getExecution().toBuilder();
    assertThat(RunProcess.inWideGraph(execution.setDevice("cpu").build(), 2))
        .isEqualTo(Math.max(1, cores / 2));
    for (String device : List.of("gpu:0", "gpu:0,gpu:1", "")) {
      assertThat(RunProcess.inWideGraph(execution.setDevice(device).build(), 2))
          .as(device)
          .isEqualTo(cores);
    }
  }

  @Test
  void aRunGoesOnWithTheThreadsItBeganWith() {
    try (Run<SearchConfig, SearchResult> run =
        begun("run", began -> began.getNumericsBuilder().setIntraOpThreads(5))) {
      RunProcess process = RunProcess.resume("1.2", ARGUMENTS, run);
      assertThat(process.numerics()).isEqualTo(run.provenance().getNumerics());
      RunProcess other = RunProcess.start("1.2", ARGUMENTS, CONFIG.getExecution());
      assertThatThrownBy(() -> other.requireSameAs(run))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("5 threads");
    }
  }

  @Test
  void aRunGoesOnInTheEnvironmentItBeganInOnly() {
    refused(
        "onednn",
        began -> began.getNumericsBuilder().setOnednn(!began.getNumerics().getOnednn()),
        "set TF_ENABLE_ONEDNN_OPTS=");
    refused(
        "build", began -> began.getNumericsBuilder().setNativeBuild("tpu"), "set LNAS_PROFILE=tpu");
    refused(
        "version",
        began -> began.getMachineBuilder().setTensorflowVersion("1.0.0"),
        "needs TensorFlow 1.0.0");
    // Earlier versions did not say what they began in.
    try (Run<SearchConfig, SearchResult> run = begun("old", RunProvenance.Builder::clearNumerics)) {
      assertThat(RunProcess.resume("1.2", ARGUMENTS, run).version()).isEqualTo("1.2");
    }
  }

  private void refused(String name, Consumer<RunProvenance.Builder> change, String words) {
    try (Run<SearchConfig, SearchResult> run = begun(name, change)) {
      assertThatThrownBy(() -> RunProcess.resume("1.2", ARGUMENTS, run))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(words)
          .hasMessageContaining(run.path().toString())
          .message()
          .doesNotContain("\n");
    }
  }
}
