package org.lambdanas.predictors.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.ScoreConfig;

/** What callers cannot have computed. */
class ScoringLimitsTest {

  private static final ScoringLimits OWN = new ScoringLimits("digits", "");

  private static PredictorSpec spec(Consumer<ScoreConfig.Builder> change) {
    ScoreConfig.Builder scoring = ScoreConfig.newBuilder().setBatchSize(32).setInitialisations(1);
    change.accept(scoring);
    return PredictorSpec.newBuilder()
        .setPredictor("jacov")
        .setSpace("nasbench201")
        .setScoring(scoring)
        .build();
  }

  private static void refused(Consumer<ScoreConfig.Builder> change, String... words) {
    assertThatThrownBy(() -> OWN.admitted(spec(change), "FitRequest.spec"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void usualScoresAreComputed() {
    assertThatCode(() -> OWN.admitted(spec(scoring -> {}), "FitRequest.spec"))
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                OWN.admitted(
                    PredictorSpec.newBuilder().setPredictor("jacov").build(), "FitRequest.spec"))
        .doesNotThrowAnyException();
  }

  @Test
  void foldersAndDevicesAreTheServers() {
    refused(
        scoring -> scoring.getDataBuilder().setDataSet("digits").setDirectory("/etc"),
        "FitRequest.spec.scoring.data names a folder");
    refused(scoring -> scoring.getDataBuilder().setDataSet("cifar10"), "'cifar10'", "digits");
    refused(scoring -> scoring.getDataBuilder().setDataSet("folder"), "'folder'");
    refused(
        scoring -> scoring.getExecutionBuilder().setDevice("gpu:0"), "execution", "leave it out");
  }

  @Test
  void imagesOfTheServerAreUsedAndTheirPlaceIsNotShown() {
    ScoringLimits limits = new ScoringLimits("cifar10", "/server/images");
    PredictorSpec asked = spec(scoring -> scoring.getDataBuilder().setDataSet("cifar10"));
    PredictorSpec admitted = limits.admitted(asked, "spec");
    assertThat(admitted.getScoring().getData().getDirectory()).isEqualTo("/server/images");
    FittedPredictor fitted = FittedPredictor.newBuilder().setSpec(admitted).build();
    assertThat(limits.shown(Predictors.byId("jacov").load(fitted)).save().getSpec())
        .isEqualTo(asked);
    assertThatThrownBy(
            () ->
                limits.admitted(
                    spec(
                        scoring ->
                            scoring
                                .getDataBuilder()
                                .setDataSet("cifar10")
                                .setDirectory("/server/images")),
                    "spec"))
        .hasMessageContaining("names a folder")
        .hasMessageNotContaining("/server");
    assertThatThrownBy(
            () -> limits.admitted(spec(s -> s.getDataBuilder().setDataSet("svhn")), "spec"))
        .hasMessageContaining("digits and cifar10");
    assertThat(limits.admitted(spec(scoring -> {}), "spec")).isEqualTo(spec(scoring -> {}));
  }

  @Test
  void workIsBounded() {
    refused(scoring -> scoring.setInitialisations(1000), "initialisations is 1000", "at most 8");
    refused(scoring -> scoring.setBatchSize(65_536), "batch_size");
    refused(scoring -> scoring.setInitialisations(-1), "4294967295");
    refused(
        scoring -> scoring.getDataBuilder().setDataSet("digits").setImageSize(4096), "image_size");
    refused(
        scoring ->
            scoring.setNetwork(NetworkConfig.newBuilder().setChannels(16).setCellsPerStage(500)),
        "cells_per_stage is 500");
    refused(
        scoring -> scoring.setNetwork(NetworkConfig.newBuilder().setChannels(60_000)), "channels");
    assertThatThrownBy(
            () ->
                OWN.admitted(
                    spec(scoring -> {}).toBuilder().setSpace("nasbench_nlp").build(), "spec"))
        .hasMessageContaining("no networks of images");
  }
}
