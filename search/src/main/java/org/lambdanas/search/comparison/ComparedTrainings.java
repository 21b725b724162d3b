package org.lambdanas.search.comparison;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparedTraining;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.baseline.BaselineNetworks.Named;
import org.lambdanas.search.comparison.ComparedNetworks.Compared;
import org.lambdanas.search.judge.Judged;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunPart;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.training.Training;
import org.lambdanas.search.training.TrainingData;
import org.lambdanas.search.training.TrainingRun;

/**
 * Trains what the runs of a comparison came to from scratch, beside networks that exist in every
 * space, and judges all by test pictures. Each training is a run of its own in a folder within the
 * comparison's, and what computes the same is trained once with each seed.
 */
public final class ComparedTrainings {

  private final ComparisonConfig config;
  private final ConfiguredImages images;
  private final Listener listener;

  /** Watches trainings. Called by the thread that runs them. */
  public interface Listener {

    /** What happens now, in a sentence. */
    default void says(String line) {}

    /** Watches a training. */
    default EpochListener<TrainingEpochRecord> training(TrainingConfig own) {
      return EpochListener.none();
    }
  }

  /**
   * The trainings of a comparison that asks for them.
   *
   * @param images of the trainings, from where they are now
   */
  public ComparedTrainings(ComparisonConfig config, ConfiguredImages images, Listener listener) {
    this.config = config;
    this.images = images;
    this.listener = listener;
  }

  /** What is compared: the methods, and baselines that are not among them. */
  static List<String> names(ComparisonConfig config) {
    return Stream.concat(
            config.getMethodsList().stream(), ComparedNetworks.baselines(config).stream())
        .toList();
  }

  private static String name(String method, long seed) {
    return "train-" + method + "-s" + Long.toUnsignedString(seed);
  }

  /** What is kept of a training beside its own folder. */
  private static Path file(Path comparison, String method, long seed) {
    return comparison.resolve(name(method, seed) + ".binpb");
  }

  /** The trainings of a comparison that are done. */
  static List<ComparedTraining> done(Path comparison, ComparisonConfig config) {
    List<ComparedTraining> done = new ArrayList<>();
    if (config.hasTraining()) {
      for (String method : names(config)) {
        for (long seed : config.getSeedsList()) {
          done(comparison, method, seed).ifPresent(done::add);
        }
      }
    }
    return done;
  }

  private static Optional<ComparedTraining> done(Path comparison, String method, long seed) {
    Path file = file(comparison, method, seed);
    return Files.exists(file)
        ? Optional.of(Messages.read(file, ComparedTraining.getDefaultInstance()))
        : Optional.empty();
  }

  /**
   * Takes a few steps of networks like those that will be trained.
   *
   * @return for each method and baseline, the seconds that its trainings would take, all seeds
   *     together, if none was trained already for another
   */
  public Map<String, Double> forecast() {
    TrainingData data = TrainingData.load(config.getTraining(), images);
    ComparedNetworks networks = ComparedNetworks.of(config, data.training().images());
    long seed = config.getSeeds(0);
    Named usual =
        new Named(
            "usual",
            "a cell like most",
            networks.networks().usual(new Seed(seed)),
            networks.networks().network());
    double one = seconds(networks, data, new Compared(usual.name(), seed, usual));
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (String name : names(config)) {
      boolean known = name.equals(ComparedNetworks.LARGEST) || name.equals(ComparedNetworks.FIXED);
      double each =
          known
              ? networks
                  .baseline(name, seed)
                  .map(own -> seconds(networks, data, new Compared(name, seed, own)))
                  .orElse(0.0)
              : one;
      seconds.put(name, config.getSeedsCount() * each);
    }
    return seconds;
  }

  private double seconds(ComparedNetworks networks, TrainingData data, Compared one) {
    TrainingConfig own = networks.training(one);
    return Training.pace(own, data.seeded(own)).wholeSeconds();
  }

  /**
   * Trains and judges what is not yet.
   *
   * @param run of the comparison
   * @param runs of it, all of them
   * @return empty if it was stopped
   */
  Optional<List<ComparedTraining>> run(
      Run<ComparisonConfig, ComparisonResult> run,
      List<ComparedRun> runs,
      RunProcess process,
      BooleanSupplier stopRequested) {
    TrainingData data = TrainingData.load(config.getTraining(), images);
    ImageSet test = images.sized(images.load(Split.TEST));
    ComparedNetworks networks = ComparedNetworks.of(config, data.training().images());
    List<Compared> all = networks.all(runs);
    List<ComparedTraining> trained = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Compared one = all.get(i);
      String what = "train %s, seed %s".formatted(one.method(), Long.toUnsignedString(one.seed()));
      Optional<ComparedTraining> found = done(run.path(), one.method(), one.seed());
      Optional<ComparedTraining> twin = twin(all.subList(0, i), trained, one);
      if (found.isPresent()) {
        listener.says(what + ", done before" + outcome(found.get()));
        trained.add(found.get());
        continue;
      }
      if (twin.isEmpty()) {
        listener.says("%s (%d/%d): %s".formatted(what, i + 1, all.size(), one.network().origin()));
      }
      Optional<ComparedTraining> done =
          twin.isPresent()
              ? twin.map(other -> renamed(networks, one, other))
              : train(run.path(), networks, one, data, test, process, stopRequested);
      if (done.isEmpty()) {
        return Optional.empty();
      }
      run.write(file(run.path(), one.method(), one.seed()).getFileName().toString(), done.get());
      listener.says(
          what
              + twin.map(other -> ", computes the same as in " + other.getFolder()).orElse("")
              + outcome(done.get()));
      trained.add(done.get());
    }
    return Optional.of(trained);
  }

  private static String outcome(ComparedTraining done) {
    return done.getDiverged().isEmpty()
        ? String.format(
            Locale.ROOT, ": right on %.1f %% of the test pictures", done.getTestAccuracy())
        : ": left out: " + done.getDiverged();
  }

  /** The training of another one that is a training of this one too. */
  private static Optional<ComparedTraining> twin(
      List<Compared> earlier, List<ComparedTraining> trained, Compared one) {
    for (int i = 0; i < earlier.size(); i++) {
      if (earlier.get(i).isSameAs(one)) {
        return Optional.of(trained.get(i));
      }
    }
    return Optional.empty();
  }

  private static ComparedTraining renamed(
      ComparedNetworks networks, Compared one, ComparedTraining same) {
    return described(networks, one)
        .setHeldOutAccuracy(same.getHeldOutAccuracy())
        .setTestAccuracy(same.getTestAccuracy())
        .setTestLower(same.getTestLower())
        .setTestUpper(same.getTestUpper())
        .setTestPictures(same.getTestPictures())
        .setRight(same.getRight())
        .setSeconds(same.getSeconds())
        .setFolder(same.getFolder())
        .setDiverged(same.getDiverged())
        .build();
  }

  private static ComparedTraining.Builder described(ComparedNetworks networks, Compared one) {
    NetworkCost cost = networks.networks().cost(one.network());
    return ComparedTraining.newBuilder()
        .setMethod(one.method())
        .setSeed(one.seed())
        .setOrigin(one.network().origin())
        .setArchitecture(one.network().architecture())
        .setArchitectureText(one.network().space().format(one.network().architecture()))
        .setNetwork(one.network().network())
        .setParams(cost.weights())
        .setMacs(cost.multiplyAccumulates());
  }

  private Optional<ComparedTraining> train(
      Path comparison,
      ComparedNetworks networks,
      Compared one,
      TrainingData data,
      ImageSet test,
      RunProcess process,
      BooleanSupplier stopRequested) {
    TrainingConfig own = networks.training(one);
    RunPart<TrainingConfig, TrainingResult> part =
        new RunPart<>(
            new RunFolder<>(comparison.resolve(name(one.method(), one.seed())), RunKind.TRAINING),
            own);
    ComparedTraining.Builder trained =
        described(networks, one).setFolder(part.folder().path().getFileName().toString());
    try {
      return train(part, data.seeded(own), process, stopRequested)
          .map(result -> judged(trained, result, part.folder().path(), test));
    } catch (DivergedException e) {
      return Optional.of(trained.setDiverged(String.valueOf(e.getMessage())).build());
    }
  }

  private Optional<TrainingResult> train(
      RunPart<TrainingConfig, TrainingResult> part,
      TrainingData data,
      RunProcess process,
      BooleanSupplier stopRequested) {
    Optional<TrainingResult> done = part.done();
    if (done.isPresent() || stopRequested.getAsBoolean()) {
      return done;
    }
    TrainingConfig own = part.config();
    try (TrainingRun work = new TrainingRun(own, data, listener.training(own));
        Run<TrainingConfig, TrainingResult> training = part.open(process, work.input())) {
      return work.run(training, stopRequested);
    }
  }

  private static ComparedTraining judged(
      ComparedTraining.Builder trained, TrainingResult result, Path folder, ImageSet test) {
    TrainedNetwork network =
        Messages.read(folder.resolve(TrainingRun.MODEL.file()), TrainingRun.MODEL.form());
    Judged judged = Judged.of(network, test);
    return trained
        .setHeldOutAccuracy(result.getValidationAccuracy())
        .setTestAccuracy(judged.accuracy())
        .setTestLower(100 * judged.interval().low())
        .setTestUpper(100 * judged.interval().high())
        .setTestPictures(test.size())
        .setRight(ByteString.copyFrom(judged.right().toByteArray()))
        .setSeconds(result.getSeconds())
        .build();
  }
}
