package org.lambdanas.search.cli.predictors;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.HeldOut;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Reversed;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.stream.BulkQuery;
import org.lambdanas.predictors.stream.MessageReader;
import org.lambdanas.predictors.stream.MessageWriter;
import org.lambdanas.predictors.stream.ModelPool;
import org.lambdanas.predictors.stream.StreamFormat;
import org.lambdanas.proto.v1.CrossValidation;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictionsWritten;
import org.lambdanas.proto.v1.PredictorFitted;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.cli.verb.Version;
import org.lambdanas.search.machine.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fits a predictor and keeps it as a file. */
@Command(
    name = "fit",
    header = "Fit a predictor on architectures and their accuracies, or another metric.",
    description =
        "'lnas predictors query' predicts with what it writes; --query does so at once. "
            + "Without --predictor it is ensemble.",
    footer = {
      "lnas predictors fit mine.csv --output mine.binpb",
      "lnas predictors fit mine.csv --query cells.txt --predictions predictions.csv"
    })
final class FitVerb extends Verb {

  /** What ranks best where nothing but the architectures is known. */
  private static final String USUAL = "ensemble";

  private static final double USUAL_INTERVAL = 90;

  /** What the provenance of its files says they are. */
  private static final String KIND = "fitted predictor";

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
          "--folds",
          "--lower-is-better");

  @Mixin private final ScoringOptions scoring = new ScoringOptions();

  @Option(
      names = "--output",
      paramLabel = "MODEL",
      description = "The fitted predictor to write: .binpb, .txtpb or .json.")
  private @Nullable Path output;

  @Option(
      names = "--query",
      paramLabel = "CELLS",
      description =
          "Predict these architectures at once: a file as 'lnas predictors query' reads it."
              + " --output may be left out then.")
  private @Nullable Path queried;

  @Option(
      names = "--predictions",
      paramLabel = "OUT",
      description =
          "Where the predictions of --query go: .csv, .tsv (with intervals), .jsonl, .delimited,"
              + " .binpb, .txtpb or .json, each also with .gz.")
  private @Nullable Path predictions;

  @Option(
      names = "--interval",
      paramLabel = "PERCENT",
      description =
          "Share of the truth that is to lie in the intervals of --predictions (default: 90).")
  private @Nullable Double interval;

  FitVerb() {
    this(PredictorCatalogue.registered());
  }

  FitVerb(PredictorCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  protected Result execute() {
    checkOptions();
    PredictorSpec asked = predictor.spec().build();
    if (!predictor.isGiven()) {
      asked = asked.toBuilder().setPredictor(USUAL).build();
    }
    PredictorDescription description = catalogue.byId(asked.getPredictor()).description();
    if (scoring.isGiven()
        && description.family() != Family.ZERO_COST
        && description.family() != Family.HYBRID) {
      throw usage(
          "%s reads no scores: leave out %s"
              .formatted(asked.getPredictor(), scoring.names().get(0)));
    }
    ObservationSource.Observed observed = source.read(this::usage, new Seed(asked.getSeed()));
    List<Observation> observations = observed.observations();
    if (observed.lowerIsBetter()) {
      asked = asked.toBuilder().setLowerIsBetter(true).build();
    }
    PredictorSpec spec = scoring.isGiven() ? scored(asked, observations) : asked;
    long start = System.nanoTime();
    try (Model model = catalogue.fit(spec, observations)) {
      FittedPredictor saved = model.save();
      FittedPredictor fitted =
          saved.toBuilder().setProvenance(provenance(saved.getSpec(), observations)).build();
      Optional<CrossValidation> validation =
          fitted.hasCrossValidation()
              ? Optional.of(fitted.getCrossValidation())
              : validation(fitted.getSpec(), observations);
      double seconds = (System.nanoTime() - start) / 1e9;
      PredictorFitted.Builder result = PredictorFitted.newBuilder().setFitSeconds(seconds);
      if (output != null) {
        Messages.write(
            output,
            fitted.toBuilder().setSpec(ScoringOptions.withoutPlace(fitted.getSpec())).build());
        result.setOutput(output.toString());
      }
      if (queried != null && predictions != null) {
        progress().println("fitted in %.1f s; predicting %s".formatted(seconds, queried));
        result.setPredictions(predict(fitted, queried, predictions));
      }
      return result(fitted, validation, result);
    }
  }

  private void checkOptions() {
    if (output == null && queried == null) {
      throw usage(
          "where to? Give --output MODEL, or --query CELLS with --predictions OUT, or both");
    }
    if ((queried == null) != (predictions == null)) {
      throw usage("--query CELLS and --predictions OUT go together");
    }
    if (interval != null && queried == null) {
      throw usage("--interval goes with --query");
    }
    PredictionOutput.checkInterval(interval, this::usage);
    if (output != null) {
      MessageFormat.require(output);
    }
  }

  /** With the settings of scores that the observations do not come with. */
  private PredictorSpec scored(PredictorSpec asked, List<Observation> observations) {
    String space =
        asked.getSpace().isEmpty()
            ? observations.get(0).getArchitecture().getSpace()
            : asked.getSpace();
    PredictorSpec spec = asked.toBuilder().setScoring(scoring.of(space)).build();
    progress()
        .println(
            "scores that the architectures do not come with are computed, on "
                + spec.getScoring().getData().getDataSet());
    return spec;
  }

  private RunProvenance provenance(PredictorSpec spec, List<Observation> observations) {
    MessageDigest data = Checksums.sha256();
    observations.forEach(observation -> data.update(observation.toByteArray()));
    return RunProvenance.newBuilder()
        .setKind(KIND)
        .setVersion(Version.text())
        .addAllArguments(arguments())
        .setSeed(spec.getSeed())
        .setDataSha256(ByteString.copyFrom(data.digest()))
        .setMachine(Machine.current().message())
        .build();
  }

  private PredictionsWritten predict(FittedPredictor fitted, Path cells, Path target) {
    StreamFormat format =
        PredictionOutput.format(Optional.empty(), Optional.of(target))
            .orElseThrow(() -> usage("the ending of " + target + " tells no form: use .csv"));
    long start = System.nanoTime();
    try (ModelPool models =
            new ModelPool(
                catalogue.load(fitted),
                () -> catalogue.load(fitted),
                Runtime.getRuntime().availableProcessors());
        MessageReader<Observation> queries =
            MessageReader.observations(
                cells,
                Optional.empty(),
                Optional.of(SearchSpaces.byId(fitted.getSpec().getSpace())))) {
      BulkQuery query = new BulkQuery(models, BulkQuery.BATCH_SIZE);
      MessageWriter<Prediction> writer =
          MessageWriter.predictions(format, interval == null ? USUAL_INTERVAL : interval);
      long count = PredictionOutput.toFile(target, out -> query.run(queries, writer, out));
      return PredictionsWritten.newBuilder()
          .setPredictions(count)
          .setSeconds((System.nanoTime() - start) / 1e9)
          .setOutput(target.toString())
          .build();
    }
  }

  /** Of what no deviations are calibrated, but which is fitted all the same. */
  private Optional<CrossValidation> validation(PredictorSpec spec, List<Observation> observations) {
    Predictor kind = Reversed.of(catalogue.byId(spec.getPredictor()), spec);
    return kind.description(spec).leastObservations() > 0
        ? HeldOut.of(kind, spec, observations.stream().filter(Observation::hasTarget).toList())
        : Optional.empty();
  }

  private static Result result(
      FittedPredictor fitted,
      Optional<CrossValidation> validation,
      PredictorFitted.Builder result) {
    PredictorSpec spec = fitted.getSpec();
    List<Feature> settings =
        fitted.getSettingsCount() > 0 ? fitted.getSettingsList() : spec.getSettingsList();
    result
        .setPredictor(spec.getPredictor())
        .setSpace(spec.getSpace())
        .setEncoding(spec.getEncoding())
        .setLabelTransform(spec.getLabelTransform())
        .setSeed(spec.getSeed())
        .setObservations(fitted.getObservations())
        .setTuningCandidates(spec.getTuningCandidates())
        .setBytes(fitted.getSerializedSize());
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
                spec.getPredictor(),
                fitted.getObservations(),
                spec.getSpace(),
                result.getFitSeconds());
    if (spec.getLowerIsBetter()) {
      lines.add("the less, the better");
    }
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
    if (!result.getOutput().isEmpty()) {
      lines.add("written to " + result.getOutput());
      if (!result.hasPredictions()) {
        lines.next("lnas predictors query", Path.of(result.getOutput()), "CELLS");
      }
    }
    if (result.hasPredictions()) {
      PredictionsWritten written = result.getPredictions();
      lines.add(
          "%d predictions in %.1f s, written to %s",
          written.getPredictions(), written.getSeconds(), written.getOutput());
    }
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
