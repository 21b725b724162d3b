package org.lambdanas.predictors.omni;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.proto.v1.PredictorSpec;

/** What a hybrid is, needs and gives: its own settings, and what its parts bring along. */
final class HybridDescription {

  static final String EPOCHS = "curve_epochs";
  static final String PRIOR = "prior";
  static final String CARD = "card";

  private static final int MOST_EPOCHS = 1_000_000;

  private HybridDescription() {}

  /** As a specification has it. */
  static PredictorDescription of(PartsChoice choice, PredictorSpec spec) {
    Kind kind = choice.kind();
    Parts parts = choice.of(spec);
    PredictorDescription model = choice.joinable().model(parts).description();
    return new PredictorDescription(
        kind.id(),
        kind.title(),
        Family.HYBRID,
        encodings(model),
        choice.need(spec),
        parts.scores(),
        Math.max(2, model.leastObservations()),
        model.givesDeviation(),
        settings(kind, parts, model),
        model.nativeLibrary(),
        kind.source(),
        model.published());
  }

  /** Graph features first, where the model reads vectors. */
  private static List<String> encodings(PredictorDescription model) {
    return Joinable.readsVectors(model)
        ? Stream.concat(Stream.of("graph"), model.encodings().stream()).distinct().toList()
        : model.encodings();
  }

  private static List<SettingDescription> settings(
      Kind kind, Parts parts, PredictorDescription model) {
    List<SettingDescription> settings = new ArrayList<>();
    settings.add(
        SettingDescription.whole(
            EPOCHS,
            0,
            0,
            MOST_EPOCHS,
            "epochs of a curve that are read; 0: as many as every observation has"));
    if (Joinable.readsVectors(model)) {
      settings.add(
          SettingDescription.whole(
              PRIOR,
              kind.careful() || parts.model().isEmpty() ? 1 : 0,
              0,
              1,
              "1: signals alone, encoding alone, and the model of what the signals leave unsaid are"
                  + " weighed by cross-validation; 0: the model learns all as one"));
    }
    settings.add(
        SettingDescription.whole(
            CARD,
            kind.careful() ? 1 : 0,
            0,
            1,
            "1: signals that rank "
                + ReliabilityCards.LEAST_OBSERVATIONS
                + " observations or more no better than params, and not surely better than chance"
                + " or surely worse than params, are left out; 0: all are kept"));
    settings.addAll(model.settings());
    return settings;
  }
}
