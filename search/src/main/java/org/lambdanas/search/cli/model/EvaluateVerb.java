package org.lambdanas.search.cli.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.export.ExportedModel;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.proto.v1.ModelJudgement;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.draw.PngImage;
import org.lambdanas.search.judge.BrokenPictures;
import org.lambdanas.search.judge.Classifier;
import org.lambdanas.search.judge.Judgement;
import org.lambdanas.search.judge.JudgementMessages;
import org.lambdanas.search.judge.TestChoice;
import org.lambdanas.search.judge.TestImages;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.measure.ClassifierBenchmark;
import org.lambdanas.search.report.JudgementReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a SavedModel by labelled pictures. */
@Command(
    name = "evaluate",
    header = "Judge a SavedModel by test images or by pictures of your own.",
    description = {
      "Pictures of your own have a folder for each class. Tells accuracy with Wilson's "
          + "95 %% interval, precision, recall and F1 of each class, the confusion matrix, "
          + "macro F1 and balanced accuracy; expected calibration error and negative log "
          + "likelihood as it answers and at the temperature that suits these pictures best; "
          + "the pictures it is most confidently wrong about; its size and speed.",
      "Predictors are evaluated by 'lnas predictors evaluate'."
    },
    footer = {
      "lnas evaluate model --data digits",
      "lnas evaluate model --data folder --data-dir pictures --page model.html"
    })
public final class EvaluateVerb extends Verb {

  private static final String WHOLE = "--whole";
  private static final int MOST_WORST = 1000;
  private static final int LARGE_BATCH = 32;
  private static final long NANOS_BETWEEN_WORDS = 10_000_000_000L;

  @Parameters(
      paramLabel = "MODEL",
      description = "Folder of a SavedModel or of its versions ('lnas export' writes one).")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "NAME",
      description =
          "Data set whose test images to judge by, or 'folder': pictures in --data-dir, val/CLASS/*"
              + " (or test), or those of CLASS/* that the training held out (all: --whole).")
  private String data = "";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder of the image files, in their published form, plain or gzipped.")
  private @Nullable Path dataDir;

  @Mixin private ModelTrust trust = new ModelTrust();

  @Mixin private FolderOptions folder = new FolderOptions();

  @Option(
      names = WHOLE,
      description =
          "With pictures in folders of classes, without train and val: judge by all of them, not"
              + " only by those that the training would have held out.")
  private boolean whole;

  @Option(
      names = "--worst",
      paramLabel = "N",
      description =
          "How many of the most confidently wrong pictures to show (default: ${DEFAULT-VALUE}).",
      defaultValue = "12")
  private int worst = 12;

  @Option(
      names = "--page",
      paramLabel = "FILE.html",
      description =
          "Write all of it as one self-contained page, with confusion matrix, reliability diagram"
              + " and the worst pictures.")
  private @Nullable Path page;

  @Override
  protected Result execute() {
    if (worst < 0 || worst > MOST_WORST) {
      throw usage("--worst is " + worst + ": must be 0 to " + MOST_WORST);
    }
    folder
        .misplaced(data)
        .or(() -> Optional.of(WHOLE).filter(option -> whole && !data.equals(DataSets.FOLDER)))
        .ifPresent(
            option -> {
              throw usage(option + " needs --data " + DataSets.FOLDER);
            });
    if (whole && (isGiven("--held-out") || isGiven("--held-out-seed"))) {
      throw usage(WHOLE + " holds out nothing: leave out --held-out and --held-out-seed");
    }
    ExportedModel exported = ModelArgument.saved(model);
    NativeTensorFlow.load();
    TestChoice choice = TestChoice.of(folder.rules(exported, data), whole);
    BrokenPictures broken = choice.broken();
    try (Classifier classifier = Classifier.open(exported, trust.isGiven());
        TestImages images =
            TestImages.open(classifier, data, Optional.ofNullable(dataDir), choice)) {
      Judgement judgement = Judgement.of(classifier, images, worst, progress(images.expected()));
      broken.report();
      ModelJudgement.Builder result =
          JudgementMessages.of(judgement, classifier.names())
              .setModel(exported.folder().toString())
              .setData(images.data())
              .setWholeFolder(images.wholeFolder())
              .setBytes(exported.bytes())
              .setValues(exported.values())
              .setSingle(ClassifierBenchmark.measure(classifier, 1))
              .setBatched(ClassifierBenchmark.measure(classifier, LARGE_BATCH))
              .addAllBroken(broken.passedOver());
      if (page != null) {
        result.setPage(page.toString());
        AtomicFile.write(page, html(result.build(), judgement, classifier).getBytes(UTF_8));
      }
      Lines lines = JudgementText.of(result.build());
      if (classifier.labels().isEmpty()) {
        lines.add("Classes are matched by number: the model does not name them");
      }
      if (page != null) {
        lines.add("Page: " + page);
      }
      return Result.ok(lines, result.build());
    }
  }

  private static String html(ModelJudgement result, Judgement judgement, Classifier model) {
    List<byte[]> pictures =
        judgement.worst().stream()
            .map(wrong -> PngImage.of(wrong.image().pixels(), model.side(), model.channels()))
            .toList();
    return JudgementReport.html(result, pictures);
  }

  private IntConsumer progress(int expected) {
    PrintWriter out = progress();
    long[] last = {System.nanoTime()};
    return classified -> {
      long now = System.nanoTime();
      if (now - last[0] > NANOS_BETWEEN_WORDS) {
        last[0] = now;
        out.println(classified + " of about " + expected + " pictures classified");
      }
    };
  }
}
