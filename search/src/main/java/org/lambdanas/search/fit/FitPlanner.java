package org.lambdanas.search.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.Depth;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.space.TrainingRecipe;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitPhase;
import org.lambdanas.proto.v1.FitPlan;
import org.lambdanas.proto.v1.KeptEpoch;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.search.budget.LatencyFit;
import org.lambdanas.search.budget.ModelLimits;
import org.lambdanas.search.differentiable.DryRun;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.machine.Machine;
import org.lambdanas.search.measure.LatencyBenchmark;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.training.TrainingForecast;
import org.lambdanas.search.training.TrainingPresets;

/**
 * Chooses the size of pictures and networks, and the epochs, so that everything keeps the limits
 * and fits the time. Steps of candidates are taken, not guessed. Used by one thread.
 */
final class FitPlanner {

  /** What is left of the time for what was not foreseen. */
  private static final double SAFETY = 0.8;

  private static final double SEARCH_SHARE = 0.4;

  /** Of a search and a training that are worth their time; fewer are done where time is short. */
  private static final int USEFUL_SEARCH_EPOCHS = 12;

  private static final int USEFUL_TRAINING_EPOCHS = 20;
  private static final int LEAST_EPOCHS = 3;
  private static final int MOST_SEARCH_EPOCHS = 50;
  private static final int MOST_TRAINING_EPOCHS = 150;

  /** Pictures that a search needs for an epoch that says something. */
  private static final int LEAST_SEARCHED = 500;

  private static final int LARGEST_SIDE = 64;
  private static final int[] SIDES = {64, 48, 32, 24, 16};
  private static final int[][] WIDTHS_AND_DEPTHS = {{16, 3}, {16, 2}, {16, 1}, {8, 1}, {4, 1}};

  /** Share of the pictures to learn from by which the model is chosen. */
  private static final double HELD_OUT = 0.1;

  /** Random, largest and fixed. */
  static final int BASELINES = 3;

  private static final int MEASURED_NETWORKS = 10;
  private static final int WARM_UP = 5;
  private static final int RUNS = 20;

  /** A latency model is right on the whole only: the search aims a little below the limit. */
  static final double LATENCY_SHARE = 0.95;

  /** Seconds of an export and what comes with it. */
  private static final double EXPORT_SECONDS = 10;

  private final FitConfig config;
  private final FitImages images;
  private final ModelLimits limits;
  private final Consumer<String> progress;
  private final NetworkSpace space;
  private final Seed seed;
  private final List<String> choices = new ArrayList<>();
  private final long start = System.nanoTime();

  /** Pictures and networks of one size. */
  private record Size(int side, NetworkConfig network, double macs) {}

  /** What is known of a size. */
  private record Measured(Size size, double searchEpoch, double build, TrainingForecast training) {}

  FitPlanner(FitConfig config, FitImages images, Consumer<String> progress) {
    this.config = config;
    this.images = images;
    this.limits = ModelLimits.parse(config.getLimitsList());
    this.progress = progress;
    this.space = SearchSpaces.networkSpaceById(config.getSpace());
    this.seed = new Seed(config.getSeed());
  }

  /**
   * Measures and chooses.
   *
   * @throws ConfigException if no network keeps the limits, or the time is too short
   */
  FitPlan plan() {
    // A size at which only some odd cells keep the limits leaves little to search.
    List<Size> sizes = sizes(size -> limits.allow(networks(size).cost(networks(size).usual(seed))));
    if (sizes.isEmpty()) {
      sizes =
          sizes(
              size ->
                  networks(size)
                      .random(cell -> limits.allow(networks(size).cost(cell)), seed)
                      .isPresent());
    }
    if (sizes.isEmpty()) {
      throw new ConfigException(
          "--limit %s: no network of %s is that small"
              .formatted(String.join(", ", limits.texts()), space.id()));
    }
    Measured chosen = choose(sizes);
    return complete(chosen);
  }

  private FitNetworks networks(Size size) {
    return new FitNetworks(
        space,
        size.network(),
        images.dataSet().channels(),
        images.dataSet().classes(),
        size.side());
  }

  /** All that may be, the cheapest first. */
  private List<Size> sizes(Predicate<Size> allowed) {
    int published = images.dataSet().imageSize();
    TreeSet<Integer> sides = new TreeSet<>();
    if (config.getData().getImageSize() > 0) {
      sides.add(config.getData().getImageSize());
    } else {
      sides.add(Math.min(published, LARGEST_SIDE));
      for (int side : SIDES) {
        if (side < published) {
          sides.add(side);
        }
      }
    }
    List<Size> sizes = new ArrayList<>();
    for (int side : sides) {
      for (int[] widthAndDepth : WIDTHS_AND_DEPTHS) {
        NetworkConfig.Builder network = NetworkConfig.newBuilder().setChannels(widthAndDepth[0]);
        space.depth().set(network, depth(widthAndDepth[1]));
        Size size = new Size(side, network.build(), 0);
        if (allowed.test(size)) {
          Architecture usual = networks(size).usual(seed);
          sizes.add(
              new Size(side, network.build(), networks(size).cost(usual).multiplyAccumulates()));
        }
      }
    }
    sizes.sort(Comparator.comparingDouble(Size::macs));
    return sizes;
  }

  /** Spaces that count all cells have two reductions among them. */
  private int depth(int perStage) {
    return space.depth() == Depth.CELLS ? 3 * perStage + 2 : perStage;
  }

  /** The largest that leaves time for useful epochs, or else the cheapest. */
  private Measured choose(List<Size> sizes) {
    int at = 0;
    Measured cheapest = measured(sizes.get(0));
    double room = room(cheapest);
    for (int i = sizes.size() - 1; i > 0; i--) {
      // Work grows a little slower than the multiply-accumulates do.
      if (Math.pow(sizes.get(i).macs() / sizes.get(0).macs(), 0.9) <= room) {
        at = i;
        break;
      }
    }
    while (at > 0) {
      Measured tried = measured(sizes.get(at));
      if (room(tried) >= 1) {
        return tried;
      }
      at--;
    }
    return cheapest;
  }

  /** How often useful epochs fit the time. */
  private double room(Measured size) {
    double needed =
        searches() * USEFUL_SEARCH_EPOCHS * size.searchEpoch()
            + trainings() * USEFUL_TRAINING_EPOCHS * epochSeconds(size);
    return available(size) / needed;
  }

  private int searches() {
    return config.getMethodsCount() * config.getSearches();
  }

  private int trainings() {
    return searches() + BASELINES;
  }

  private double spent() {
    return (System.nanoTime() - start) / 1e9;
  }

  private double available(Measured size) {
    double builds = searches() * size.build() + trainings() * size.training().buildSeconds();
    return Math.max(0, SAFETY * config.getSeconds() - spent() - EXPORT_SECONDS - builds);
  }

  private long held() {
    return Math.round(HELD_OUT * trained());
  }

  private int trained() {
    return images.at(Split.TRAIN, side).size();
  }

  private int side;

  private double epochSeconds(Measured size) {
    return size.training().epochSeconds(trained() - held(), held(), batch());
  }

  private int batch() {
    return trained() >= 8000 ? 64 : 32;
  }

  private Measured measured(Size size) {
    side = size.side();
    ImageSet training = images.at(Split.TRAIN, size.side());
    SearchConfig search = search(size, LEAST_EPOCHS, 0);
    DryRun.Report report = DryRun.of(search, SearchData.load(search, images.of(search.getData())));
    double build = report.seconds().getOrDefault("build", 0.0);
    double epoch = (report.estimatedSeconds() - build) / LEAST_EPOCHS;
    Architecture usual = networks(size).usual(seed);
    TrainingConfig trained = training(size, LEAST_EPOCHS, usual);
    TrainingForecast forecast = TrainingForecast.of(trained, images.of(trained.getData()));
    Measured measured = new Measured(size, epoch, build, forecast);
    progress.accept(
        "tried %d pixels, %d channels, depth %d: an epoch of a search %s, of a training %s"
            .formatted(
                size.side(),
                size.network().getChannels(),
                space.depth().of(size.network()),
                Durations.text(epoch),
                Durations.text(forecast.epochSeconds(training.size(), 0, batch()))));
    return measured;
  }

  private SearchConfig search(Size size, int epochs, int trainImages) {
    SearchConfig.Builder search =
        SearchPresets.config(
            SearchPresets.Preset.LAPTOP,
            config.getSpace(),
            images.dataSet(),
            SearchPresets.method(config.getMethods(0)),
            RegulariserKind.REGULARISER_KIND_CORRELATION);
    search
        .setNetwork(search.getNetwork().toBuilder().clear().mergeFrom(size.network()))
        .setEpochs(epochs)
        .setBatchSize(batch())
        .setSeed(config.getSeed())
        .setExecution(config.getExecution());
    images.settle(search.getDataBuilder());
    search
        .getDataBuilder()
        .setImageSize(size.side())
        .setTrainImages(trainImages)
        .setCropPadding(images.dataSet().augmentation(size.side()).cropPadding());
    return search.build();
  }

  private TrainingConfig training(Size size, int epochs, Architecture architecture) {
    TrainingRecipe laptop =
        TrainingPresets.all().stream()
            .filter(recipe -> recipe.id().equals("laptop"))
            .findFirst()
            .orElseThrow();
    TrainingConfig.Builder training =
        TrainingPresets.config(laptop, architecture, images.dataSet())
            .setNetwork(size.network())
            .setEpochs(epochs)
            .setBatchSize(batch())
            .setSeed(config.getSeed())
            .setValidation(ValidationImages.VALIDATION_IMAGES_HELD_OUT)
            .setKeep(KeptEpoch.KEPT_EPOCH_BEST)
            .setMixup(config.getMixup())
            .setClassWeights(config.getClassWeights())
            .setObjective(config.getObjective())
            .setExecution(config.getExecution());
    images.settle(training.getDataBuilder());
    training
        .getDataBuilder()
        .setColourJitter(config.getData().getColourJitter())
        .setAugment(config.getData().getAugment())
        .setImageSize(size.side())
        .setTrainPortion(1 - HELD_OUT)
        .setCropPadding(images.dataSet().augmentation(size.side()).cropPadding());
    return training.build();
  }

  private FitPlan complete(Measured chosen) {
    Size size = chosen.size();
    ImageSet training = images.at(Split.TRAIN, size.side());
    choices.add(
        "pictures of %d pixels (half of them have %d or more), networks of %d channels and depth %d"
            .formatted(
                size.side(),
                images.dataSet().imageSize(),
                size.network().getChannels(),
                space.depth().of(size.network())));
    Optional<LatencyModel> latency = Optional.empty();
    if (limits.latency().isPresent()) {
      latency = Optional.of(latency(size));
      choices.add(
          "a model of latencies from %d measured networks, wrong by %.0f %% in the mean"
              .formatted(MEASURED_NETWORKS, 100 * latency.get().getHeldOutError()));
    }
    double time = available(chosen);
    int searchEpochs = epochs(SEARCH_SHARE * time / searches(), chosen.searchEpoch());
    int searched = 0;
    if (searchEpochs < USEFUL_SEARCH_EPOCHS) {
      // Fewer pictures, more often.
      double share = (double) Math.max(1, searchEpochs) / USEFUL_SEARCH_EPOCHS;
      searched = (int) Math.min(training.size(), Math.max(LEAST_SEARCHED, share * training.size()));
      searchEpochs =
          epochs(
              SEARCH_SHARE * time / searches(), chosen.searchEpoch() * searched / training.size());
      searched = searched == training.size() ? 0 : searched;
    }
    searchEpochs = Math.min(MOST_SEARCH_EPOCHS, searchEpochs);
    double epoch =
        chosen.searchEpoch() * (searched == 0 ? 1.0 : (double) searched / training.size());
    double searchSeconds = searches() * (chosen.build() + searchEpochs * epoch);
    double left = time - searches() * searchEpochs * epoch;
    int trainingEpochs =
        Math.min(MOST_TRAINING_EPOCHS, epochs(left / trainings(), epochSeconds(chosen)));
    if (searchEpochs < LEAST_EPOCHS || trainingEpochs < LEAST_EPOCHS) {
      double needed =
          searches() * (chosen.build() + LEAST_EPOCHS * epoch)
              + trainings()
                  * (chosen.training().buildSeconds() + LEAST_EPOCHS * epochSeconds(chosen))
              + EXPORT_SECONDS
              + spent();
      throw new ConfigException(
          "--time %s is too short for %d searches and %d trainings of %d pictures: give %s or more, or fewer --searches"
              .formatted(
                  Durations.text(config.getSeconds()),
                  searches(),
                  trainings(),
                  training.size(),
                  Durations.text(1.2 * needed / SAFETY)));
    }
    choices.add(
        "%d search%s of %d epochs%s, batches of %d"
            .formatted(
                searches(),
                searches() == 1 ? "" : "es",
                searchEpochs,
                searched == 0 ? "" : " on %d of the pictures".formatted(searched),
                batch()));
    choices.add(
        "%d trainings of at most %d epochs; of the pictures to learn from %d are held out to choose by"
            .formatted(trainings(), trainingEpochs, held()));
    switch (config.getObjective()) {
      case TRAINING_OBJECTIVE_MACRO_F1, TRAINING_OBJECTIVE_BALANCED_ACCURACY ->
          choices.add("epochs and networks are compared by " + EnumNames.of(config.getObjective()));
      default -> {}
    }
    SearchConfig.Builder search =
        search(size, searchEpochs, searched).toBuilder().clearMethod().clearSeed();
    search.setBudget(
        limits.budget(
            space,
            NetworkSize.of(
                    space, size.network(), images.dataSet().channels(), images.dataSet().classes())
                .message(size.side(), size.network().getStem()),
            latency,
            LATENCY_SHARE));
    FitPlan.Builder plan =
        FitPlan.newBuilder()
            .setSearch(search.setMethod(SearchPresets.method(config.getMethods(0))))
            .setTraining(
                training(size, trainingEpochs, networks(size).usual(seed)).toBuilder()
                    .clearArchitecture()
                    .setPatience(trainingEpochs > 15 ? trainingEpochs / 3 : 0))
            .addAllChoices(choices)
            .addPhases(phase("measuring and planning", spent()).setSeconds(spent()))
            .addPhases(phase("searches", searchSeconds))
            .addPhases(
                phase(
                    "trainings",
                    trainings()
                        * (chosen.training().buildSeconds()
                            + trainingEpochs * epochSeconds(chosen))))
            .addPhases(phase("export and judgement", EXPORT_SECONDS));
    latency.ifPresent(plan::setLatency);
    PeakMemory.mebibytes().ifPresent(plan::setMebibytes);
    return plan.build();
  }

  private static int epochs(double seconds, double each) {
    return (int) Math.floor(seconds / Math.max(1e-9, each));
  }

  private static FitPhase.Builder phase(String name, double seconds) {
    return FitPhase.newBuilder().setName(name).setExpectedSeconds(seconds);
  }

  private LatencyModel latency(Size size) {
    LatencyModel.Builder model =
        LatencyModel.newBuilder()
            .setSpace(space.id())
            .setDevice(config.getExecution().getDevice())
            .setSize(
                NetworkSize.of(
                        space,
                        size.network(),
                        images.dataSet().channels(),
                        images.dataSet().classes())
                    .message(size.side(), size.network().getStem()))
            .setBatchSize(1)
            .setThreads(config.getExecution().getIntraOpThreads())
            .setPrecision(Precision.FLOAT32.id())
            .setMachine(Machine.current().message(List.of(config.getExecution().getDevice())));
    for (Architecture architecture : LatencyFit.plan(space, MEASURED_NETWORKS, seed)) {
      model.addMeasurements(
          measure(space, size.network(), size.side(), architecture, images, config));
      progress.accept(
          "measured %d of %d latencies: %.2f ms"
              .formatted(
                  model.getMeasurementsCount(),
                  MEASURED_NETWORKS,
                  model.getMeasurements(model.getMeasurementsCount() - 1).getMilliseconds()));
    }
    return LatencyFit.of(model.build());
  }

  /** Times a network on one picture. */
  static LatencyMeasurement measure(
      NetworkSpace space,
      NetworkConfig network,
      int side,
      Architecture architecture,
      FitImages images,
      FitConfig config) {
    return new LatencyBenchmark(
            space,
            NetworkSize.of(space, network, images.dataSet().channels(), images.dataSet().classes()),
            side,
            1,
            Precision.FLOAT32,
            ExecutionOptions.of(config.getExecution()),
            new Seed(config.getSeed()))
        .measure(architecture, WARM_UP, RUNS);
  }
}
