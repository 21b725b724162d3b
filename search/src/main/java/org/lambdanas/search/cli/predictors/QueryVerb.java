package org.lambdanas.search.cli.predictors;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.score.Scores;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.stream.BulkQuery;
import org.lambdanas.predictors.stream.FeatureLookup;
import org.lambdanas.predictors.stream.MessageReader;
import org.lambdanas.predictors.stream.MessageWriter;
import org.lambdanas.predictors.stream.ModelPool;
import org.lambdanas.predictors.stream.StreamFormat;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.TableFeatures;
import org.lambdanas.predictors.zerocost.ComputedScores;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Origin;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictionsWritten;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Predicts with a fitted predictor. */
@Command(
    name = "query",
    header = "Predict architectures with a fitted predictor.",
    description =
        "One prediction for each, in order. Memory does not grow with their number: "
            + "millions can be piped through.",
    footer = {
      "lnas predictors query mine.binpb cells.txt",
      "lnas predictors query mine.binpb cells.txt.gz --output predictions.csv.gz"
    })
final class QueryVerb extends Verb {

  private static final String STANDARD_INPUT = "-";

  private static final int MOST_THREADS = 256;

  private final PredictorCatalogue catalogue;

  private @Nullable BenchmarkTableFile known;

  private final Origins origins = new Origins();

  /** Of the architectures. */
  private String space = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "What 'lnas predictors fit' has written. Left out with --predictor.")
  private @Nullable String first;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = {
        "Architectures: one a line in a text form of the space, or observations as JSON lines"
            + " (.jsonl), as messages with their lengths (.delimited), or as an Observations"
            + " message (.binpb, .txtpb, .json); each may be gzipped.",
        "Default: lines on standard input."
      })
  private @Nullable String second;

  @Option(
      names = "--input-format",
      paramLabel = "FORM",
      description =
          "lines, jsonl, delimited, binpb, txtpb or json (default: by the file's ending; else lines"
              + " of architectures or JSON, as the first line is).")
  private @Nullable String inputFormat;

  @Mixin
  private final PredictorChoice predictor =
      new PredictorChoice("--predictor", "--space", "--seed", "--as-published", "--shared-network");

  @Mixin private final ScoringOptions scoring = new ScoringOptions();

  @Option(
      names = "--features",
      paramLabel = "TABLE",
      description =
          "Scores and costs of the architectures, where they are known: a table of 'lnas table"
              + " import' "
              + "or 'lnas score'. What is not there is computed (--data and so on).")
  private @Nullable String features;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description =
          "tsv (default: architecture, mean, deviation), csv, jsonl, delimited (messages with their"
              + " lengths), binpb, txtpb or json (default with --output: by its ending).")
  private @Nullable String format;

  @Option(
      names = "--interval",
      paramLabel = "PERCENT",
      description =
          "Tables (.tsv, .csv) also have the ends, low and high, of intervals that the truth is in "
              + "so often, such as 90.")
  private @Nullable Double interval;

  @Option(
      names = "--output",
      paramLabel = "OUT",
      description = {
        "Write this file, as a whole or not at all, instead of standard output.",
        "A further ending .gz packs it."
      })
  private @Nullable Path output;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Copies of the model at work (default: one for each processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "Architectures predicted at a time; changes no prediction"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "" + BulkQuery.BATCH_SIZE)
  private int batchSize = BulkQuery.BATCH_SIZE;

  QueryVerb() {
    this(PredictorCatalogue.registered());
  }

  QueryVerb(PredictorCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  protected Result execute() {
    checkOptions();
    StreamFormat written =
        PredictionOutput.format(Optional.ofNullable(format), Optional.ofNullable(output))
            .orElseGet(
                () -> {
                  if (output != null) {
                    throw usage("the ending of " + output + " tells no form: give --format");
                  }
                  return StreamFormat.TSV;
                });
    Optional<StreamFormat> read =
        Optional.ofNullable(inputFormat)
            .map(id -> StreamFormat.byId("observations", id, StreamFormat.OBSERVATIONS));
    known = features == null ? null : PublishedTables.open(features);
    long start = System.nanoTime();
    try (ModelPool models = predictor.isGiven() ? unfitted() : fitted();
        MessageReader<Observation> queries = reader(read)) {
      BulkQuery query = new BulkQuery(models, batchSize);
      MessageWriter<Prediction> writer =
          interval == null
              ? MessageWriter.predictions(written)
              : MessageWriter.predictions(written, interval);
      PredictionOutput.Content content = out -> query.run(queries, writer, out);
      if (output == null) {
        long count =
            PredictionOutput.toStandardOutput(spec.commandLine().getOut(), written, content);
        progress().println(summary(count, start) + origins);
        return Result.ok(List.of(), PredictionsWritten.getDefaultInstance());
      }
      long count = PredictionOutput.toFile(output, content);
      return Result.ok(
          List.of(summary(count, start) + origins + ", written to " + output),
          PredictionsWritten.newBuilder()
              .setPredictions(count)
              .setSeconds(seconds(start))
              .setOutput(output.toString())
              .build());
    }
  }

  private void checkOptions() {
    if (isJson() && output == null) {
      throw usage("--json prints one object: give --output too, or --format jsonl instead");
    }
    PredictionOutput.checkInterval(interval, this::usage);
    if (threads < 1 || threads > MOST_THREADS || batchSize < 1) {
      throw usage("--threads must be 1 to " + MOST_THREADS + ", --batch-size 1 or more");
    }
    if (predictor.isGiven()) {
      if (second != null) {
        throw usage("give a fitted MODEL or --predictor, not both");
      }
    } else if (first == null) {
      throw usage("which model? Give the file of a fitted predictor, or --predictor");
    } else if (isGiven("--seed")
        || isGiven("--set")
        || isGiven("--space")
        || isGiven("--as-published")) {
      throw usage(
          "--space, --seed, --set and --as-published go with --predictor: a fitted model has its"
              + " own");
    }
  }

  private double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private String summary(long count, long start) {
    return String.format(Locale.ROOT, "%d predictions in %.1f s", count, seconds(start));
  }

  /** Where predictions come from, in predictors that are scores. */
  private static final class Origins {

    private final LongAdder read = new LongAdder();
    private final LongAdder computed = new LongAdder();
    private final LongAdder last = new LongAdder();

    void add(Prediction prediction) {
      switch (prediction.getOrigin()) {
        case ORIGIN_KNOWN -> read.increment();
        case ORIGIN_COMPUTED -> computed.increment();
        default -> {}
      }
      if (prediction.getOrigin() != Origin.ORIGIN_UNSPECIFIED
          && Math.abs(prediction.getMean()) == -Scores.LAST) {
        last.increment();
      }
    }

    @Override
    public String toString() {
      return (read.sum() > 0 ? ", " + read + " of them known before" : "")
          + (computed.sum() > 0 ? ", " + computed + " of them computed" : "")
          + (last.sum() > 0 ? ", " + last + " not determined by the network, which come last" : "");
    }
  }

  /** A model whose predictions are counted. */
  private static Model counted(Model model, Origins origins) {
    return Model.answering(
        model,
        queries -> {
          List<Prediction> predictions = model.query(queries);
          predictions.forEach(origins::add);
          return predictions;
        });
  }

  /** A predictor that needs no fit. */
  private ModelPool unfitted() {
    PredictorSpec.Builder asked = predictor.spec();
    PredictorDescription description = catalogue.byId(asked.getPredictor()).description();
    if (description.family() == Family.ZERO_COST && !asked.getSpace().isEmpty()) {
      computed(asked);
    } else if (scoring.isGiven()) {
      throw usage(
          asked.getPredictor() + " computes no scores: leave out " + scoring.names().get(0));
    }
    PredictorSpec chosen = asked.build();
    if (!chosen.getSharedNetwork().isEmpty() && description.family() != Family.WEIGHT_SHARING) {
      throw usage(chosen.getPredictor() + " shares no weights: leave out --shared-network");
    }
    if (description.leastObservations() > 0) {
      throw usage(
          chosen.getPredictor() + " has to be fitted first: see 'lnas predictors fit --help'");
    }
    if (chosen.getSpace().isEmpty()) {
      throw usage("of which search space are the architectures? Give --space");
    }
    space = chosen.getSpace();
    return pool(() -> catalogue.fit(chosen, List.of()));
  }

  /** What is not known is computed, in spaces of networks; some scores are of no single network. */
  private void computed(PredictorSpec.Builder asked) {
    if (ComputedScores.canBe(asked.getPredictor())
        && SearchSpaces.byId(asked.getSpace()).networks().isPresent()) {
      asked.setScoring(scoring.of(asked.getSpace()));
    } else if (scoring.isGiven()) {
      throw usage(
          "%s of %s cannot be computed: leave out %s"
              .formatted(asked.getPredictor(), asked.getSpace(), scoring.names().get(0)));
    }
  }

  private ModelPool fitted() {
    if (scoring.says()) {
      throw usage(
          "how scores are computed goes with --predictor: a fitted model has its own settings, and"
              + " --data-dir says where the images are");
    }
    String name = String.valueOf(first);
    FittedPredictor read = Messages.read(Path.of(name), FittedPredictor.getDefaultInstance());
    if (scoring.isGiven() && !read.getSpec().hasScoring()) {
      throw usage(name + " computes no scores: leave out --data-dir");
    }
    FittedPredictor fitted = read.toBuilder().setSpec(scoring.placed(read.getSpec())).build();
    space = fitted.getSpec().getSpace();
    return pool(
        () -> {
          try {
            return catalogue.load(fitted);
          } catch (DataException e) {
            throw new DataException(name + ": " + e.getMessage(), e);
          }
        });
  }

  private ModelPool pool(Supplier<Model> plain) {
    BenchmarkTableFile table = known;
    Supplier<Model> models =
        () -> {
          Model counted = counted(plain.get(), origins);
          return table == null ? counted : FeatureLookup.of(counted, new TableFeatures(table, ""));
        };
    return new ModelPool(models.get(), models, threads);
  }

  private MessageReader<Observation> reader(Optional<StreamFormat> read) {
    String file = predictor.isGiven() ? first : second;
    if (file == null || file.equals(STANDARD_INPUT)) {
      return MessageReader.observations(
          System.in, "standard input", read, Optional.of(SearchSpaces.byId(space)));
    }
    return MessageReader.observations(Path.of(file), read, Optional.of(SearchSpaces.byId(space)));
  }
}
