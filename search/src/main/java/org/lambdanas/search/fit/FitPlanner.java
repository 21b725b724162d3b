package org.lambdanas.search.fit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Augment;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitPhase;
import org.lambdanas.proto.v1.FitPlan;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.search.baseline.BaselineNetworks;
import org.lambdanas.search.budget.LatencyFit;
import org.lambdanas.search.budget.ModelLimits;
import org.lambdanas.search.differentiable.DryRun;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.measure.LatencySubject;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.Pace;
import org.lambdanas.search.training.Training;
import org.lambdanas.search.training.TrainingData;

/**
 * Chooses the size of pictures and networks so that everything keeps the limits and fits time and
 * memory. Steps of candidates are taken, not guessed. Used by one thread.
 */
final class FitPlanner {

  /** A latency model is right on the whole only: the search aims a little below the limit. */
  static final double LATENCY_SHARE = 0.95;

  private static final int MEASURED_NETWORKS = 10;

  /** Of many epochs more is measured; and the first of a search is quicker than others. */
  private static final int MEASURED_EPOCHS = 12;

  /** Sizes beside the cheapest. */
  private static final int MOST_TRIED = 4;

  private final FitConfig config;
  private final FitImages images;
  private final FitParts parts;
  private final ModelLimits limits;
  private final FitMemory memory;
  private final Consumer<String> progress;
  private final CellSpace space;
  private final Seed seed;
  private final long start = System.nanoTime();

  /** Cells of many sizes are searched in the same networks. */
  private final Map<SearchedSize, SearchTimes> searchTimes = new HashMap<>();

  private record SearchedSize(int side, NetworkConfig network) {}

  private record SearchTimes(
      double searchBuild, double searchEpoch, double trialBuild, double trialEpoch) {}

  /**
   * What is known of a size.
   *
   * @param quick whether a usual network of it keeps the limit on latency
   * @param mebibytes expected of the process, by what it took so far; 0: not known
   */
  private record Measured(FitSize size, FitTimes times, boolean quick, double mebibytes) {}

  FitPlanner(FitConfig config, FitImages images, FitMemory memory, Consumer<String> progress) {
    this.config = config;
    this.images = images;
    this.parts = new FitParts(config, images);
    this.limits = ModelLimits.parse(config.getLimitsList());
    this.memory = memory;
    this.progress = progress;
    this.space = SearchSpaces.cellSpaceById(config.getSpace());
    this.seed = new Seed(config.getSeed());
  }

  /**
   * Measures and chooses.
   *
   * @throws ConfigException if no network keeps the limits, or time or memory do not suffice
   * @throws org.lambdanas.graph.error.DataException if there are too few pictures
   */
  FitPlan plan() {
    // A size at which only some odd cells keep the limits leaves little to search.
    List<FitSize> sizes = sizes(networks -> limits.allow(networks.cost(networks.usual(seed))));
    if (sizes.isEmpty()) {
      sizes =
          sizes(
              networks ->
                  networks.random(cell -> limits.allow(networks.cost(cell)), seed).isPresent());
    }
    if (sizes.isEmpty()) {
      throw new ConfigException(
          "--limit %s: no network of %s is that small"
              .formatted(String.join(", ", limits.texts()), space.id()));
    }
    images.requireEnough(sizes.get(0).side());
    return complete(choose(fitting(sizes)));
  }

  private List<FitSize> sizes(Predicate<BaselineNetworks> allowed) {
    return FitSize.all(config, space, images.dataSet(), allowed);
  }

  /** Those that memory suffices for. */
  private List<FitSize> fitting(List<FitSize> sizes) {
    int side = sizes.get(0).side();
    long pictures = parts.pictures(side) + (long) images.at(Split.TEST, side).size();
    int batch = parts.batch(side);
    List<FitSize> fitting =
        sizes.stream().filter(size -> memory.has(need(size, batch, pictures))).toList();
    if (fitting.isEmpty()) {
      throw memory.tooLittle(need(sizes.get(0), batch, pictures));
    }
    if (fitting.size() < sizes.size()) {
      progress.accept(
          "%d of %d sizes would need more than the %.0f MiB of memory that may be used"
              .formatted(sizes.size() - fitting.size(), sizes.size(), memory.all()));
    }
    return fitting;
  }

  private FitMemory.Need need(FitSize size, int batch, long pictures) {
    BaselineNetworks trained = parts.networks(size);
    long values =
        Math.max(
            NetworkCost.valuesOfSuperNetwork(space, parts.searched(size).size(), size.side()),
            NetworkCost.valuesOfArchitecture(
                space, parts.likeFound(size), trained.size(), size.side()));
    return FitMemory.Need.of(
        values, batch, (double) pictures * size.side() * size.side() * images.dataSet().channels());
  }

  /**
   * The largest that leaves time for useful work, or else the cheapest. What others take is
   * estimated from the last that was tried: small ones take longer than their work tells.
   */
  private Measured choose(List<FitSize> sizes) {
    Measured fits = measured(sizes.get(0));
    Measured last = fits;
    int most = sizes.size();
    int least = 0;
    for (int i = 0; i < MOST_TRIED; i++) {
      // Cells of all sizes are searched in networks of much the same size.
      double room = room(last).trainings();
      int at = most - 1;
      while (at > least && FitSchedule.work(sizes.get(at).macs(), last.size().macs()) > room) {
        at--;
      }
      if (at <= least) {
        break;
      }
      last = measured(sizes.get(at));
      if (last.quick() && room(last).suffices() && last.mebibytes() <= memory.all()) {
        fits = last;
        least = at;
      } else {
        most = at;
      }
    }
    return fits;
  }

  private FitSchedule.Room room(Measured size) {
    return FitSchedule.room(task(size.size()), size.times(), spent());
  }

  private FitTask task(FitSize size) {
    int trainers = FitMethod.trainers(config);
    return new FitTask(
        config.getSeconds(),
        (config.getMethodsCount() - trainers) * config.getSearches(),
        trainers * config.getSearches(),
        parts.pictures(size.side()),
        parts.batch(size.side()));
  }

  private double spent() {
    return (System.nanoTime() - start) / 1e9;
  }

  private Measured measured(FitSize size) {
    SearchTimes searches =
        searchTimes.computeIfAbsent(
            new SearchedSize(size.side(), size.trial(space)), key -> searchTimes(size));
    Pace training = pace(parts.training(size, MEASURED_EPOCHS).build());
    FitTimes times =
        new FitTimes(
            searches.searchBuild(),
            searches.searchEpoch(),
            searches.trialBuild(),
            searches.trialEpoch(),
            training.preparationSeconds(),
            training.secondsLeft() / MEASURED_EPOCHS);
    progress.accept("tried %s: an epoch %s".formatted(size.text(space), said(times)));
    OptionalDouble peak = PeakMemory.mebibytes();
    double expected = peak.isPresent() ? peak.getAsDouble() + FitMemory.LATER : 0;
    return new Measured(size, times, quick(size), expected);
  }

  private boolean quick(FitSize size) {
    return limits.latency().isEmpty()
        || limits.allow(
            latencies(size)
                .benchmark(seed)
                .measure(parts.networks(size).usual(seed), FitLatency.WARM_UP, FitLatency.RUNS)
                .getMilliseconds());
  }

  private LatencySubject latencies(FitSize size) {
    return FitLatency.subject(space, size.network(), size.side(), images.dataSet(), config);
  }

  private SearchTimes searchTimes(FitSize size) {
    double searchBuild = 0;
    double searchEpoch = 0;
    List<FitMethod.ByGradient> methods = FitMethod.byGradient(config);
    for (FitMethod.ByGradient method : methods) {
      SearchConfig search = parts.search(size, method.method(), MEASURED_EPOCHS, 0).build();
      SearchData data = SearchData.load(search, images.of(search.getData()));
      Pace pace = DryRun.of(search, data).pace();
      searchBuild += pace.preparationSeconds() / methods.size();
      searchEpoch += pace.secondsLeft() / MEASURED_EPOCHS / methods.size();
    }
    if (FitMethod.trainers(config) == 0) {
      return new SearchTimes(searchBuild, searchEpoch, 0, 0);
    }
    Pace trial = pace(parts.trial(size, MEASURED_EPOCHS, 0).build());
    return new SearchTimes(
        searchBuild,
        searchEpoch,
        trial.preparationSeconds(),
        trial.secondsLeft() / MEASURED_EPOCHS);
  }

  private Pace pace(TrainingConfig training) {
    return Training.pace(training, TrainingData.load(training, images.of(training.getData())));
  }

  private static String said(FitTimes times) {
    List<String> words = new ArrayList<>();
    if (times.searchEpoch() > 0) {
      words.add("of a search " + Durations.text(times.searchEpoch()));
    }
    if (times.trialEpoch() > 0) {
      words.add("of a short training " + Durations.text(times.trialEpoch()));
    }
    words.add("of a training " + Durations.text(times.trainingEpoch()));
    return String.join(", ", words);
  }

  private FitPlan complete(Measured chosen) {
    FitSize size = chosen.size();
    List<String> choices = new ArrayList<>();
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
    FitTask task = task(size);
    FitSchedule schedule = FitSchedule.of(task, chosen.times(), spent());
    choices.addAll(said(task, schedule, size));
    BudgetConfig budget =
        limits.budget(
            space,
            parts.networks(size).size().message(size.side(), size.network().getStem()),
            latency,
            LATENCY_SHARE);
    FitPlan.Builder plan =
        FitPlan.newBuilder()
            .setSearch(
                parts
                    .search(
                        size,
                        FitMethod.byGradient(config).stream()
                            .map(FitMethod.ByGradient::method)
                            .findFirst()
                            .orElse(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS),
                        Math.max(1, schedule.searchEpochs()),
                        schedule.searchPictures())
                    .clearSeed()
                    .setBudget(budget))
            .setTraining(
                parts
                    .training(size, schedule.trainingEpochs())
                    .clearArchitecture()
                    .setPatience(FitSchedule.patience(schedule.trainingEpochs())))
            .setPace(chosen.times().pace(size.macs()))
            .addAllChoices(choices)
            .addPhases(phase(FitPhases.PLANNING, spent()).setSeconds(spent()))
            .addPhases(phase(FitPhases.SEARCHES, schedule.searchSeconds()))
            .addPhases(phase(FitPhases.TRAININGS, schedule.trainingSeconds()))
            .addPhases(phase(FitPhases.LONGER, schedule.longerSeconds()))
            .setLongerShare(FitSchedule.LONGER_SHARE)
            .addPhases(phase(FitPhases.EXPORT, FitSchedule.EXPORT_SECONDS))
            .setMebibytes(chosen.mebibytes());
    parts
        .guided(
            parts.trial(size, Math.max(1, schedule.trialEpochs()), schedule.trialPictures()),
            schedule.trials(),
            budget)
        .ifPresent(plan::setGuided);
    latency.ifPresent(plan::setLatency);
    return plan.build();
  }

  private List<String> said(FitTask task, FitSchedule schedule, FitSize size) {
    List<String> choices = new ArrayList<>();
    int batch = parts.batch(size.side());
    if (task.gradientSearches() > 0) {
      choices.add(
          "%d search%s of %d epochs%s, batches of %d, in networks of %d channels and depth %d"
              .formatted(
                  task.gradientSearches(),
                  plural(task.gradientSearches()),
                  schedule.searchEpochs(),
                  some(schedule.searchPictures()),
                  batch,
                  size.trial(space).getChannels(),
                  space.depth().of(size.trial(space))));
    }
    if (task.trialSearches() > 0) {
      choices.add(
          "%d search%s of %d evaluations, each the training of a network of %d channels for %d epochs%s"
              .formatted(
                  task.trialSearches(),
                  plural(task.trialSearches()),
                  schedule.trials(),
                  size.trial(space).getChannels(),
                  schedule.trialEpochs(),
                  some(schedule.trialPictures())));
    }
    choices.add(
        "%d trainings of about %d epochs, by the time that the searches leave; of the pictures to learn from %d are held out to choose by"
            .formatted(task.trainings(), schedule.trainingEpochs(), parts.heldOut(size.side())));
    if (schedule.longerEpochs() > 0) {
      choices.add(
          "the best of them is trained once more, for about %d epochs by the time that is left; any training ends early when it no longer gets better"
              .formatted(schedule.longerEpochs()));
    }
    Augment asked = config.getData().getAugment();
    if (asked == Augment.AUGMENT_UNSPECIFIED
        && FitSchedule.augment(asked, size.side(), FitSchedule.OFTEN) != Augment.AUGMENT_NONE) {
      choices.add(
          "pictures change as usual (crop, mirror), in trainings of %d epochs or more also by TrivialAugment"
              .formatted(FitSchedule.OFTEN));
    }
    switch (config.getObjective()) {
      case TRAINING_OBJECTIVE_MACRO_F1, TRAINING_OBJECTIVE_BALANCED_ACCURACY ->
          choices.add("epochs and networks are compared by " + EnumNames.of(config.getObjective()));
      default -> {}
    }
    return choices;
  }

  private static String plural(int searches) {
    return searches == 1 ? "" : "es";
  }

  private static String some(int pictures) {
    return pictures == 0 ? "" : " on %d of the pictures".formatted(pictures);
  }

  private static FitPhase.Builder phase(String name, double seconds) {
    return FitPhase.newBuilder().setName(name).setExpectedSeconds(seconds);
  }

  private LatencyModel latency(FitSize size) {
    return LatencyFit.of(
        latencies(size)
            .measured(
                LatencyFit.plan(space, MEASURED_NETWORKS, seed),
                FitLatency.WARM_UP,
                FitLatency.RUNS,
                seed,
                model ->
                    progress.accept(
                        "measured %d of %d latencies: %.2f ms"
                            .formatted(
                                model.getMeasurementsCount(),
                                MEASURED_NETWORKS,
                                model
                                    .getMeasurements(model.getMeasurementsCount() - 1)
                                    .getMilliseconds()))));
  }
}
