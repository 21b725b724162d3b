package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.proto.v1.ClassJudgement;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitFinalist;
import org.lambdanas.proto.v1.FitPhase;
import org.lambdanas.proto.v1.FitPlan;
import org.lambdanas.proto.v1.FitResult;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.ModelJudgement;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.budget.ModelLimits;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.fit.FitImages;
import org.lambdanas.search.fit.FitRun;
import org.lambdanas.search.guidedrun.GuidedRun;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.run.ShellWord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a served model of labelled pictures. */
@Command(
    name = "fit",
    header = "Make a served model from labelled pictures, within limits.",
    description =
        "Measures what fits the time, searches cells, trains the finalists beside "
            + "baselines, and exports the best as a SavedModel. Ctrl-C keeps what is done; "
            + "--resume goes on from it.",
    footer = {
      "lnas fit --data-dir pictures --output model",
      "lnas fit --data-dir pictures --limit params=200k --time 30m --output model"
    })
public final class FitPicturesVerb extends RunVerb<FitConfig, FitResult> {

  private static final String TIME = "--time";
  private static final String OUTPUT = "--output";
  private static final String AUGMENT = "--augment";

  /** Lines about a search by short trainings, about. */
  private static final int EVALUATIONS_SHOWN = 10;

  @Mixin
  private final ConfigOptions options =
      ConfigOptions.of(FitConfig.getDescriptor())
          .only(
              "--data",
              ImageOptions.DIRECTORY,
              "--image-size",
              "--held-out",
              "--held-out-seed",
              "--skip-broken",
              "--colour-jitter",
              AUGMENT,
              "--augment-operations",
              "--augment-magnitude",
              "--mixup",
              "--class-weights",
              "--objective",
              "--space",
              "--methods",
              "--searches",
              "--limit",
              "--seed",
              "--device",
              "--intra-op-threads",
              OUTPUT)
          .withoutThoseOf(FitPlan.getDescriptor())
          .byDefault("--data", DataSets.FOLDER)
          .help(
              "--data",
              "folder: pictures of your own, or digits, cifar10, cifar100, svhn, mnist,"
                  + " fashion-mnist (default: folder).")
          .help(
              ImageOptions.DIRECTORY,
              "Folder of the pictures: train/CLASS/ and val/CLASS/, or CLASS/ alone; or the files"
                  + " of a published data set.")
          .help("--image-size", "Side that pictures are brought to (default: chosen).")
          .help(
              AUGMENT,
              "Further changes to pictures that are trained on: none, trivial, one of 14 operations"
                  + " of any strength on each (TrivialAugment), or rand, several of one strength"
                  + " (RandAugment) (default: trivial in long trainings, none in short ones).")
          .build();

  @Option(
      names = TIME,
      paramLabel = "TIME",
      description = "What everything may take, roughly: 90s, 30m, 2h (default: 30m).")
  private String time = "30m";

  /** Pictures that were read while the fit was planned. */
  private Optional<FitImages> read = Optional.empty();

  public FitPicturesVerb() {
    super(RunKind.FIT);
  }

  private ImageOptions data() {
    return new ImageOptions(options);
  }

  @Override
  public FitConfig config() {
    FitConfig.Builder asked = options.merge(FieldSetting.withDefaults(FitConfig.newBuilder()));
    asked.clearPlan();
    if (!options.isGiven(AUGMENT)) {
      asked.getDataBuilder().clearAugment();
    }
    try {
      double seconds = Durations.parse(time);
      FieldSetting.of(FitConfig.getDescriptor().findFieldByNumber(FitConfig.SECONDS_FIELD_NUMBER))
          .flatMap(setting -> setting.problem(seconds))
          .ifPresent(
              problem -> {
                throw new ConfigException("'%s' %s seconds".formatted(Excerpt.of(time), problem));
              });
      asked.setSeconds(seconds);
    } catch (ConfigException e) {
      throw new ConfigException(TIME + " " + e.getMessage(), e);
    }
    if (asked.getOutput().isEmpty()) {
      throw usage("where to? Give --output DIR, the folder for the model");
    }
    asked.getDataBuilder().setTrainPortion(1);
    options.check(asked.build());
    NativeTensorFlow.load().require(ExecutionOptions.of(asked.getExecution()));
    FitImages images = new FitImages(ConfiguredImages.of(asked.getData()));
    read = Optional.of(images);
    FitConfig planned = FitRun.planned(asked.build(), images, progress()::println);
    said(planned).list().forEach(progress()::println);
    return planned;
  }

  private static Lines said(FitConfig config) {
    Lines lines = new Lines();
    config.getPlan().getChoicesList().forEach(choice -> lines.add("chosen: %s", choice));
    List<String> limits = ModelLimits.parse(config.getLimitsList()).said();
    if (!limits.isEmpty()) {
      lines.add("limits: %s", String.join(", ", limits));
    }
    double all =
        config.getPlan().getPhasesList().stream().mapToDouble(FitPhase::getExpectedSeconds).sum();
    lines.add(
        "expected: %s of %s; less --time means fewer epochs, or smaller networks",
        Durations.text(all), Durations.text(config.getSeconds()));
    for (FitPhase phase : config.getPlan().getPhasesList()) {
      lines.add("  %-24s %s", phase.getName(), Durations.text(phase.getExpectedSeconds()));
    }
    if (config.getPlan().getMebibytes() > 0) {
      lines.add("  %-24s %.0f MiB", "memory", config.getPlan().getMebibytes());
    }
    return lines;
  }

  @Override
  public String name(FitConfig config) {
    return "fit";
  }

  @Override
  public void refuseOthers(String complete) {
    List<String> names = new ArrayList<>(options.names());
    names.remove(ImageOptions.DIRECTORY);
    names.add(TIME);
    refuseBeside(complete, names.stream().filter(name -> !name.equals("--data")).toList());
  }

  @Override
  public RunWork<FitConfig, FitResult> work(
      FitConfig config, RunProcess process, Optional<Path> resumed) {
    FitConfig.Builder moved = config.toBuilder();
    data().moveTo(moved.getDataBuilder());
    resumed.ifPresent(folder -> progress().println("resuming " + folder));
    FitImages images = read.orElseGet(() -> new FitImages(ConfiguredImages.of(moved.getData())));
    return new FitRun(config, images, process, new Shown());
  }

  @Override
  public String again() {
    return data().argument();
  }

  /** Shows the epochs of each part. */
  private final class Shown implements FitRun.Listener {

    @Override
    public void says(String line) {
      progress().println(line);
    }

    @Override
    public EpochListener<EpochRecord> search(SearchConfig config) {
      return epochs(
          Optional.empty(),
          "%d epochs".formatted(config.getEpochs()),
          new SearchLines(SearchSpaces.cellSpaceById(config.getSpace())));
    }

    @Override
    public GuidedRun.Listener guided(GuidedConfig config) {
      int every = Math.max(1, config.getQueries() / EVALUATIONS_SHOWN);
      return new GuidedRun.Listener() {
        @Override
        public void told(GuidedQuery query, int told, double best, double seconds) {
          if (Double.isFinite(best) && (told % every == 0 || told == config.getQueries())) {
            says(
                "evaluation %d of %d: the best so far is right on %.1f %%, %s left"
                    .formatted(
                        told,
                        config.getQueries(),
                        best,
                        Durations.text(seconds / told * (config.getQueries() - told))));
          }
        }
      };
    }

    @Override
    public EpochListener<TrainingEpochRecord> training(TrainingConfig config) {
      return epochs(
          Optional.empty(), "at most %d epochs".formatted(config.getEpochs()), TrainVerb::lines);
    }
  }

  @Override
  public Result result(Path folder, FitResult result) {
    FitResult printed = result.toBuilder().setRunDir(folder.toString()).build();
    Lines lines = new Lines();
    lines.add(
        "%-22s %9s %17s %9s %6s %12s %12s %9s",
        "network",
        "right",
        "95 % interval",
        "held out",
        "epochs",
        "parameters",
        "multiply-acc",
        "latency");
    for (FitFinalist one : printed.getFinalistsList()) {
      lines.add(
          "%-22s %7.2f %% %7.2f to %6.2f %7.2f %% %6d %,12d %,12d %9s%s",
          one.getName(),
          one.getTestAccuracy(),
          one.getTestLower(),
          one.getTestUpper(),
          one.getHeldOutAccuracy(),
          one.getEpochs(),
          one.getParams(),
          one.getMacs(),
          one.hasLatency()
              ? String.format(Locale.ROOT, "%.2f ms", one.getLatency().getMilliseconds())
              : "",
          one.getWithinLimits() ? "" : "  over a limit");
    }
    lines.add("");
    printed.getVerdictList().forEach(line -> lines.add("%s", line));
    worstClass(printed.getJudgement()).ifPresent(line -> lines.add("%s", line));
    for (String limit : printed.getConfig().getLimitsList()) {
      String said = ModelLimits.parse(List.of(limit)).said().get(0);
      lines.add("Keeps %s: %s", said, kept(limit, printed.getFinalists(0)));
    }
    if (printed.getTrainingEpochs() > 0) {
      lines.add("They were compared after at most %d epochs each.", printed.getTrainingEpochs());
    }
    lines.add("");
    for (FitPhase phase : printed.getPhasesList()) {
      lines.add(
          "%-24s %9s of %s expected",
          phase.getName(),
          Durations.text(phase.getSeconds()),
          Durations.text(phase.getExpectedSeconds()));
    }
    if (printed.getMebibytes() > 0) {
      lines.add("%-24s %.0f MiB at most", "memory", printed.getMebibytes());
    }
    lines.add(
        "SavedModel %s, %,d bytes; another process computes the same (%.1e)",
        printed.getModel(), printed.getSizeOnDisk(), printed.getLargestDifference());
    lines.add(
        "Judge it, class by class: lnas evaluate %s --data %s%s",
        word(printed.getModel()),
        printed.getConfig().getData().getDataSet(),
        printed.getConfig().getData().getDirectory().isEmpty()
            ? ""
            : " --data-dir " + word(printed.getConfig().getData().getDirectory()));
    lines
        .add("Folder: %s", printed.getRunDir())
        .next("lnas predict", Path.of(printed.getModel()), "PICTURE...");
    return Result.ok(lines, printed);
  }

  /** Which class it knows worst, and what it takes that for. */
  private static Optional<String> worstClass(ModelJudgement judgement) {
    List<ClassJudgement> classes = judgement.getClassesList();
    return classes.stream()
        .filter(ClassJudgement::hasRecall)
        .min(Comparator.comparingDouble(ClassJudgement::getRecall))
        .filter(worst -> worst.getRecall() < 1)
        .map(
            worst -> {
              int own = classes.indexOf(worst);
              int other =
                  IntStream.range(0, classes.size())
                      .filter(c -> c != own)
                      .boxed()
                      .max(Comparator.comparingLong(worst::getTakenFor))
                      .orElseThrow();
              return String.format(
                  Locale.ROOT,
                  "Knows %s worst: %.0f %% of its pictures are right, %d of %d are taken for %s."
                      + " Macro F1 %.3f, balanced accuracy %.1f %%.",
                  worst.getName(),
                  100 * worst.getRecall(),
                  worst.getTakenFor(other),
                  worst.getImages(),
                  classes.get(other).getName(),
                  judgement.getMacroF1(),
                  judgement.getBalancedAccuracy());
            });
  }

  private static String word(String path) {
    return ShellWord.of(Path.of(path));
  }

  private static String kept(String limit, FitFinalist chosen) {
    return switch (limit.substring(0, limit.indexOf('='))) {
      case "latency" ->
          String.format(Locale.ROOT, "%.2f ms as measured", chosen.getLatency().getMilliseconds());
      case "macs" -> String.format(Locale.ROOT, "%,d", chosen.getMacs());
      default -> String.format(Locale.ROOT, "%,d", chosen.getParams());
    };
  }
}
