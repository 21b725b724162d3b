package org.lambdanas.search.cli.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.ReadPicture;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.export.ExportedModel;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.CsvText;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.ClassProbability;
import org.lambdanas.proto.v1.PicturePrediction;
import org.lambdanas.proto.v1.PicturePredictions;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.StandardOutput;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.judge.BrokenPictures;
import org.lambdanas.search.judge.Classifier;
import org.lambdanas.search.judge.PictureFeed;
import org.lambdanas.search.judge.PictureSource;
import org.lambdanas.search.machine.NativeTensorFlow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a SavedModel sees in pictures. */
@Command(
    name = "predict",
    header = "Classify pictures with a SavedModel.",
    description = {
      "Prints a line for each with its path, the likeliest class and the probability of "
          + "it, separated by tabs, in the order in which they are named.",
      "Pictures are PNG, JPEG, GIF, BMP, WebP and TIFF files of any size: the middle "
          + "square of each is brought to the model's size as its training did it, and to grey "
          + "where the model takes grey images. Memory does not grow with their number, but "
          + "for --json and --output."
    },
    footer = {"lnas predict model one.jpg", "lnas predict model holidays/ --top 3"})
public final class PredictVerb extends Verb {

  private static final String STANDARD_INPUT = "-";
  private static final int BATCH = 32;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "Folder of a SavedModel or of its versions ('lnas export' writes one).")
  private Path model = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PICTURE",
      description = {
        "Files, and folders whose pictures are all classified, those of folders inside too.",
        "-: a list of them on standard input, one a line, answered as the lines come."
      })
  private List<String> pictures = List.of();

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "A list of files and folders, one a line, as they are seen from here.")
  private @Nullable Path from;

  @Option(
      names = "--top",
      paramLabel = "N",
      description =
          "Show so many of the likeliest classes, each with its probability"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private int top = 1;

  @Option(
      names = "--output",
      paramLabel = "OUT",
      description =
          "Write this file, as a whole or not at all, instead of standard output: a table as .csv,"
              + " or the result message as .binpb, .txtpb or .json.")
  private @Nullable Path output;

  @Mixin private ModelTrust trust = new ModelTrust();

  @Mixin private SkipBroken skipBroken = new SkipBroken();

  private final PicturePredictions.Builder result = PicturePredictions.newBuilder();
  private int answered;

  @Override
  protected Result execute() {
    checkOptions();
    ExportedModel exported = ModelArgument.saved(model);
    NativeTensorFlow.load();
    result.setModel(exported.folder().toString());
    BrokenPictures broken = skipBroken.broken();
    try (Classifier classifier = Classifier.open(exported, trust.isGiven())) {
      if (top > classifier.classes()) {
        throw usage("--top is " + top + ": the model has " + classifier.classes() + " classes");
      }
      if (isTable()) {
        print(header());
      }
      answerAll(classifier, broken);
    }
    broken.report();
    result.addAllBroken(broken.passedOver());
    if (answered == 0) {
      throw new DataException(
          broken.passedOver().isEmpty()
              ? "no pictures were found: name files, or folders that hold some"
              : "none of the %d pictures can be read".formatted(broken.passedOver().size()));
    }
    String summary =
        answered
            + (answered == 1 ? " picture" : " pictures")
            + (broken.passedOver().isEmpty()
                ? ""
                : ", %d passed over".formatted(broken.passedOver().size()));
    if (output == null) {
      progress().println(summary);
      return Result.ok(List.of(), result.build());
    }
    write(output);
    return Result.ok(List.of(summary + ", written to " + output), result.build());
  }

  private void checkOptions() {
    requireAtLeast(1, "--top", top);
    if (pictures.isEmpty() && from == null) {
      throw usage("which pictures? Name files or folders, or - for a list on standard input");
    }
    if (pictures.indexOf(STANDARD_INPUT) != pictures.lastIndexOf(STANDARD_INPUT)) {
      throw usage(STANDARD_INPUT + " is given twice: there is one standard input");
    }
    if (output != null && !isCsv(output) && MessageFormat.of(output).isEmpty()) {
      throw usage("the ending of " + output + " tells no form: .csv, .binpb, .txtpb and .json do");
    }
  }

  private static boolean isCsv(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  /** Whether answers go to standard output as they come. */
  private boolean isTable() {
    return output == null && !isJson();
  }

  private void answerAll(Classifier classifier, BrokenPictures broken) {
    List<PictureSource> named = new ArrayList<>();
    for (String picture : pictures) {
      if (picture.equals(STANDARD_INPUT)) {
        answer(classifier, named, broken);
        named.clear();
        answer(classifier, new PictureList("standard input", System.in), broken);
      } else {
        named.addAll(PictureSource.of(Path.of(picture)));
      }
    }
    answer(classifier, named, broken);
    if (from != null) {
      answer(classifier, new PictureList(from.toString(), open(from)), broken);
    }
  }

  private static InputStream open(Path file) {
    // Not only regular files: a pipe too has lines.
    if (!Files.exists(file) || Files.isDirectory(file)) {
      throw new DataException(
          "the list of pictures %s %s"
              .formatted(file, Files.exists(file) ? "is a folder" : "is not there"));
    }
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new DataException("cannot read the list of pictures " + file + ": " + e, e);
    }
  }

  private void answer(Classifier classifier, PictureList list, BrokenPictures broken) {
    try (list) {
      List<PictureSource> next = list.next(BATCH);
      while (!next.isEmpty()) {
        answer(classifier, next, broken);
        next = list.next(BATCH);
      }
    }
  }

  private void answer(Classifier classifier, List<PictureSource> sources, BrokenPictures broken) {
    try (PictureFeed feed = new PictureFeed(classifier.squares(), sources, broken)) {
      List<ReadPicture.Square> batch = new ArrayList<>();
      try {
        Optional<ReadPicture.Square> next = feed.next();
        while (next.isPresent()) {
          batch.add(next.get());
          if (batch.size() == BATCH) {
            classify(classifier, batch);
          }
          next = feed.next();
        }
      } finally {
        // Those before one that cannot be read have their answer.
        classify(classifier, batch);
      }
    }
  }

  private void classify(Classifier classifier, List<ReadPicture.Square> batch) {
    if (batch.isEmpty()) {
      return;
    }
    List<float[]> rows = classifier.logits(batch.stream().map(ReadPicture.Square::pixels).toList());
    for (int i = 0; i < rows.size(); i++) {
      PicturePrediction prediction = classifier.prediction(batch.get(i).file(), rows.get(i), top);
      answered++;
      if (isTable()) {
        print(row(prediction));
      } else {
        result.addPictures(prediction);
      }
    }
    batch.clear();
  }

  private List<String> header() {
    List<String> header = new ArrayList<>(List.of("picture", "class", "probability"));
    for (int rank = 2; rank <= top; rank++) {
      header.addAll(List.of("class_" + rank, "probability_" + rank));
    }
    return header;
  }

  private static List<String> row(PicturePrediction prediction) {
    List<String> row = new ArrayList<>(List.of(prediction.getPicture()));
    for (ClassProbability one : prediction.getClassesList()) {
      row.add(one.getName());
      row.add(String.format(Locale.ROOT, "%.6f", one.getProbability()));
    }
    return row;
  }

  private void print(List<String> cells) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(cells.stream().map(Excerpt::printable).collect(Collectors.joining("\t")));
    StandardOutput.requireWritten(out);
  }

  private void write(Path file) {
    if (!isCsv(file)) {
      Messages.write(file, result.build());
      return;
    }
    List<List<String>> rows = new ArrayList<>(List.of(header()));
    result.getPicturesList().forEach(prediction -> rows.add(row(prediction)));
    AtomicFile.write(file, CsvText.commas(rows).getBytes(UTF_8));
  }
}
