package org.lambdanas.search.cli.predictors;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.HeldOut;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.stream.MessageReader;
import org.lambdanas.predictors.stream.StreamFormat;
import org.lambdanas.predictors.stream.TableSample;
import org.lambdanas.predictors.table.PublishedTables;
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
import picocli.CommandLine.Parameters;

/** Fits a predictor and keeps it as a file. */
@Command(
    name = "fit",
    description = {
      "Fit a predictor on observations: architectures with their accuracies, or another metric.",
      "'lnas predictors query' predicts with what it writes."
    })
final class FitVerb extends Verb {

  private final PredictorCatalogue catalogue;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = {
        "Observations: JSON lines (.jsonl), Observation messages with their lengths (.delimited),"
            + " or an Observations message (.binpb, .txtpb, .json); each may be gzipped.",
        "- is standard input."
      })
  private @Nullable String file;

  @Option(
      names = "--input-format",
      paramLabel = "FORM",
      description = "jsonl, delimited, binpb, txtpb or json (default: by the file's ending).")
  private @Nullable String inputFormat;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = {
        "Take the observations from a benchmark table instead: a file of 'lnas table import',",
        "or nasbench201, which is built in."
      })
  private @Nullable String table;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "Metric of the table that is learnt ('lnas table info' shows them).")
  private @Nullable String metric;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "Random rows of the table, drawn by the seed (default: 100).")
  private int sample = 100;

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
    List<Observation> observations = table == null ? read() : sample(table, spec.getSeed());
    if (observations.isEmpty()) {
      throw new DataException(file + " has no observations");
    }
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
    return kind.description().leastObservations() > 0
        ? HeldOut.of(kind, spec, observations)
        : Optional.empty();
  }

  private List<Observation> read() {
    if (file == null) {
      throw usage("give a file of observations, - for standard input, or --table");
    }
    if (metric != null || isGiven("--sample")) {
      throw usage("--metric and --sample go with --table");
    }
    Optional<StreamFormat> format =
        Optional.ofNullable(inputFormat)
            .map(id -> StreamFormat.byId("observations", id, StreamFormat.OBSERVATIONS));
    try (MessageReader<Observation> reader =
        file.equals("-")
            ? MessageReader.observations(System.in, "standard input", format, Optional.empty())
            : MessageReader.observations(Path.of(file), format, Optional.empty())) {
      return reader.rest();
    }
  }

  private List<Observation> sample(String name, long seed) {
    if (file != null || inputFormat != null) {
      throw usage("observations come from a file or from --table, not from both");
    }
    if (metric == null) {
      throw usage("which metric of the table? Give --metric ('lnas table info' shows them)");
    }
    return TableSample.draw(PublishedTables.open(name), metric, sample, new Seed(seed));
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
