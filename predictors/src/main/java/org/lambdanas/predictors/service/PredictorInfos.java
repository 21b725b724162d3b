package org.lambdanas.predictors.service;

import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.registry.Advice;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.proto.v1.PredictorInfo;
import org.lambdanas.proto.v1.SettingInfo;

/** Descriptions of predictors as messages. */
public final class PredictorInfos {

  private PredictorInfos() {}

  /** The description as a message, with the search spaces that the predictor serves. */
  public static PredictorInfo of(PredictorDescription description) {
    PredictorInfo.Builder info =
        PredictorInfo.newBuilder()
            .setPredictor(description.id())
            .setFamily(description.family().toString())
            .setTitle(description.title())
            .addAllSpaces(
                PredictorCatalogue.spaces(description).stream().map(SearchSpace::id).toList())
            .addAllEncodings(description.encodings())
            .setLeastObservations(description.leastObservations())
            .addAllFeatures(description.features())
            .setAdvice(Advice.of(description))
            .setGivesDeviation(description.givesDeviation())
            .setSource(description.source());
    description
        .curves()
        .ifPresent(need -> info.addAllCurves(need.metrics()).setLeastEpochs(need.leastEpochs()));
    description.nativeLibrary().ifPresent(info::setNativeLibrary);
    if (!description.encodings().isEmpty()) {
      info.addAllPublishedEncodings(description.published().encodings())
          .setPublishedLabelTransform(description.published().labels());
    }
    description.settings().forEach(setting -> info.addSettings(of(setting)));
    return info.build();
  }

  private static SettingInfo of(SettingDescription setting) {
    SettingInfo.Builder info =
        SettingInfo.newBuilder()
            .setName(setting.name())
            .setDefaultValue(setting.defaultValue())
            .setPublishedValue(setting.published())
            .setLeast(setting.least())
            .setMost(setting.most())
            .setMeaning(setting.meaning())
            .setWholeNumber(setting.integer())
            .setTuned(setting.search().isPresent());
    setting
        .search()
        .ifPresent(
            range ->
                info.setTunedFrom(range.least())
                    .setTunedTo(range.most())
                    .setTunedLogarithmically(range.logarithmic()));
    return info.build();
  }
}
