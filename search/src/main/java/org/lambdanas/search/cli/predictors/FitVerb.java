package org.lambdanas.search.cli.predictors;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.HeldOut;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.proto.v1.CrossValidation;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorFitted;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fits a predictor and keeps it as a file. */
@Command(
    name = "fit",
    description = {
      "Fit a predictor on observations: architectures with their accuracies, or another metric.",
      "'lnas predictors query' predicts with what it writes."
    })
final class FitVerb extends Verb {

  private final PredictorCatalogue catalogue;

  @Mixin private final ObservationSource source = new ObservationSource(100);

  @Mixin
  private final PredictorChoice predictor =
      new PredictorChoice(
          "--predictor",
          "--space",
          "--seed",
          "--encoding",
          "--label-transform",
          "--as-published",
          "--parts",
          "--without",
          "--tuning-seconds",
          "--tuning-candidates",
          "--deviations",
          "--folds");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "MODEL",
      description = "The fitted predictor to write: .binpb, .txtpb or .json.")
  private Path output = Path.of("");

  FitVerb() {
    this(PredictorCatalogue.registered());
  }

  FitVerb(PredictorCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  protected Result execute() {
    if (!predictor.isGiven()) {
      throw usage("which predictor? Give --predictor ('lnas predictors list' shows all)");
    }
    MessageFormat.require(output);
    PredictorSpec spec = predictor.spec().build();
    catalogue.byId(spec.getPredictor());
    List<Observation> observations = source.read(this::usage, new Seed(spec.getSeed()));
    long start = System.nanoTime();
    try (Model model = catalogue.fit(spec, observations)) {
      FittedPredictor fitted = model.save();
      Optional<CrossValidation> validation =
          fitted.hasCrossValidation()
              ? Optional.of(fitted.getCrossValidation())
              : validation(fitted.getSpec(), observations);
      double seconds = (System.nanoTime() - start) / 1e9;
      Messages.write(output, fitted);
      return result(fitted, seconds, validation);
    }
  }

  /** Of what no deviations are calibrated, but which is fitted all the same. */
  private Optional<CrossValidation> validation(PredictorSpec spec, List<Observation> observations) {
    Predictor kind = catalogue.byId(spec.getPredictor());
    return kind.description(spec).leastObservations() > 0
        ? HeldOut.of(kind, spec, observations.stream().filter(Observation::hasTarget).toList())
        : Optional.empty();
  }

  private Result result(
      FittedPredictor fitted, double seconds, Optional<CrossValidation> validation) {
    PredictorSpec spec = fitted.getSpec();
    List<Feature> settings =
        fitted.getSettingsCount() > 0 ? fitted.getSettingsList() : spec.getSettingsList();
    PredictorFitted.Builder result =
        PredictorFitted.newBuilder()
            .setPredictor(spec.getPredictor())
            .setSpace(spec.getSpace())
            .setEncoding(spec.getEncoding())
            .setLabelTransform(spec.getLabelTransform())
            .setSeed(spec.getSeed())
            .setObservations(fitted.getObservations())
            .setTuningCandidates(spec.getTuningCandidates())
            .setFitSeconds(seconds)
            .setBytes(fitted.getSerializedSize())
            .setOutput(output.toString());
    settings.forEach(setting -> result.putSettings(setting.getName(), setting.getValue()));
    validation.ifPresent(result::setCrossValidation);
    if (fitted.hasReliability()) {
      result.setReliability(fitted.getReliability());
    }
    result.addAllParts(spec.getPartsList());
    Lines lines =
        new Lines()
            .add(
                "%s fitted on %d observations of %s in %.3f s",
                spec.getPredictor(), fitted.getObservations(), spec.getSpace(), seconds);
    validation.map(FitVerb::text).ifPresent(lines::add);
    if (!spec.getEncoding().isEmpty()) {
      lines.add(
          "encoding " + spec.getEncoding() + ", labels " + EnumNames.of(spec.getLabelTransform()));
    }
    if (spec.getPartsCount() > 0) {
      lines.add("parts " + String.join(", ", spec.getPartsList()));
    }
    if (fitted.hasReliability()) {
      ReliabilityText.leftOut(fitted.getReliability()).ifPresent(lines::add);
    }
    if (spec.getTuningCandidates() > 0) {
      lines.add(
          "settings, the best of "
              + spec.getTuningCandidates()
              + " candidates: "
              + String.join(
                  ", ", settings.stream().map(s -> s.getName() + "=" + s.getValue()).toList()));
    }
    lines.add("written to " + output);
    return Result.ok(lines, result.build());
  }

  /** What it says of observations that it was not fitted on. */
  private static String text(CrossValidation validation) {
    return validation.getConstant()
        ? "cross-validated in %s parts it predicts the same for all"
            .formatted(validation.getFolds())
        : String.format(
            Locale.ROOT,
            "Kendall's tau, cross-validated in %d parts, is %.3f",
            validation.getFolds(),
            validation.getKendallTau());
  }
}
