package org.lambdanas.search.guided;

import java.util.Optional;
import java.util.function.Function;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.proto.v1.Acquisition;
import org.lambdanas.proto.v1.LabelTransform;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.search.budget.Budget;

/** Makes strategies. */
public final class Strategies {

  private static final String GAUSSIAN = "gp";

  /** Of 172 evaluations of the base predictor's publication 152 are random. */
  private static final double RANDOM_SHARE = 152.0 / 172;

  private static final int FITS = 3;

  private Strategies() {}

  /**
   * A strategy at its start. The same arguments make one that proposes the same, if it is told the
   * same.
   *
   * @param config with a method; what it leaves open is as {@link #resolve} has it
   * @param queries evaluations that there will be, at least 1: some methods plan ahead
   * @throws ConfigException if the configuration does not fit the domain
   */
  public static Strategy of(StrategyConfig config, Domain domain, Seed seed, int queries) {
    return of(config, domain, Budget.NONE, seed, queries);
  }

  /**
   * The same within a budget; the domain keeps those limits that can be told beforehand.
   *
   * @throws ConfigException if several objectives are asked of a method that knows one
   */
  public static Strategy of(
      StrategyConfig config, Domain domain, Budget budget, Seed seed, int queries) {
    StrategyConfig resolved = resolve(config, queries);
    Seed own = seed.child(EnumNames.of(resolved.getMethod()));
    boolean foreseen = budget.limits().stream().allMatch(limit -> limit.cost().isForeseen());
    return switch (resolved.getMethod()) {
      case STRATEGY_KIND_NSGA_TWO -> new NsgaTwo(domain, own, resolved.getPopulation(), budget);
      case STRATEGY_KIND_GUIDED -> {
        if (budget.minimise().isEmpty() && foreseen) {
          yield single(resolved, domain, own);
        }
        Optional<Prior> prior = Prior.of(resolved, domain);
        yield new GuidedFront(
            resolved,
            domain,
            own,
            budget,
            surrogate(resolved, domain, prior, own.child("objective")),
            cost ->
                new GaussianSurrogate(
                    domain::features,
                    LabelTransform.LABEL_TRANSFORM_Z_SCORE,
                    own.child(cost.name())));
      }
      default -> {
        if (!budget.minimise().isEmpty()
            && resolved.getMethod() != StrategyKind.STRATEGY_KIND_RANDOM) {
          throw new ConfigException(
              "--minimise asks for several objectives: use --method guided, nsga-ii or random, not "
                  + EnumNames.of(resolved.getMethod()));
        }
        Strategy one = single(resolved, domain, own);
        yield foreseen ? one : new WithinLimits(one, budget);
      }
    };
  }

  private static Strategy single(StrategyConfig resolved, Domain domain, Seed own) {
    return switch (resolved.getMethod()) {
      case STRATEGY_KIND_RANDOM -> new RandomSearch(domain, own);
      case STRATEGY_KIND_REGULARISED_EVOLUTION ->
          new RegularisedEvolution(domain, own, resolved.getPopulation(), resolved.getTournament());
      case STRATEGY_KIND_LOCAL_SEARCH -> new LocalSearch(domain, own, resolved.getInitial());
      case STRATEGY_KIND_PREDICTOR_EVOLUTION ->
          new PredictorEvolution(
              resolved, domain, own, surrogate(resolved, domain, Optional.empty(), own));
      case STRATEGY_KIND_BANANAS ->
          new Bananas(resolved, domain, own, surrogate(resolved, domain, Optional.empty(), own));
      case STRATEGY_KIND_BASE_PREDICTOR ->
          new BasePredictor(
              resolved, domain, own, surrogate(resolved, domain, Optional.empty(), own));
      case STRATEGY_KIND_GUIDED -> {
        Optional<Prior> prior = Prior.of(resolved, domain);
        yield new GuidedSearch(
            resolved, domain, own, surrogate(resolved, domain, prior, own), prior);
      }
      case STRATEGY_KIND_SUCCESSIVE_HALVING ->
          new SuccessiveHalving(resolved, domain, own, judge(resolved, domain, own));
      case STRATEGY_KIND_UNSPECIFIED, STRATEGY_KIND_NSGA_TWO, UNRECOGNIZED -> throw unknownMethod();
    };
  }

  private static ConfigException unknownMethod() {
    return new ConfigException(
        "--method is missing: use "
            + String.join(", ", EnumNames.of(StrategyKind.getDescriptor())));
  }

  private static Surrogate surrogate(
      StrategyConfig config, Domain domain, Optional<Prior> prior, Seed seed) {
    if (isGrowing(config)) {
      return new GaussianSurrogate(
          prior
              .<Function<Candidate, double[]>>map(known -> known::features)
              .orElse(domain::features),
          seed.child("predictor"));
    }
    return new PredictorSurrogate(
        spec(config, domain), config.getEnsemble(), seed.child("predictor"));
  }

  private static Optional<CurveJudge> judge(StrategyConfig config, Domain domain, Seed seed) {
    if (config.getPredictor().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CurveJudge(
            Predictors.byId(config.getPredictor()),
            spec(config, domain).toBuilder().setSeed(seed.child("predictor").value()).build()));
  }

  /** The predictor as it is asked for, yet without a seed. */
  private static PredictorSpec spec(StrategyConfig config, Domain domain) {
    PredictorSpec spec =
        PredictorSpec.newBuilder()
            .setPredictor(config.getPredictor())
            .setSpace(domain.space().id())
            .addAllSettings(config.getSettingsList())
            .setEncoding(config.getEncoding())
            .setAsPublished(config.getAsPublished())
            .build();
    Predictors.byId(config.getPredictor()).check(spec);
    return spec;
  }

  /** Whether the process grows with what is known: where it is as it usually is. */
  private static boolean isGrowing(StrategyConfig config) {
    return config.getPredictor().equals(GAUSSIAN)
        && config.getSettingsCount() == 0
        && config.getEncoding().isEmpty()
        && !config.getAsPublished();
  }

  /**
   * Fills in what is the method's own choice, so that nothing is left open.
   *
   * @param queries evaluations that there will be, at least 1
   * @throws ConfigException if no method is named, the predictor is unknown or does not suit the
   *     method, or the epochs of a whole training are missing where they are needed
   */
  public static StrategyConfig resolve(StrategyConfig config, int queries) {
    StrategyConfig.Builder open = config.toBuilder();
    if (config.getMethod() == StrategyKind.STRATEGY_KIND_SUCCESSIVE_HALVING
        && config.getPredictor().isEmpty()
        && config.getSettingsCount() > 0) {
      throw new ConfigException("--set has no effect without --predictor: leave it out");
    }
    return switch (config.getMethod()) {
      case STRATEGY_KIND_UNSPECIFIED, UNRECOGNIZED -> throw unknownMethod();
      case STRATEGY_KIND_RANDOM, STRATEGY_KIND_REGULARISED_EVOLUTION, STRATEGY_KIND_NSGA_TWO ->
          config;
      case STRATEGY_KIND_LOCAL_SEARCH -> open.setInitial(or(config.getInitial(), 10)).build();
      case STRATEGY_KIND_PREDICTOR_EVOLUTION ->
          guided(open, 20, 20, 200, Acquisition.ACQUISITION_MEAN);
      case STRATEGY_KIND_BANANAS -> guided(open, 20, 20, 200, Acquisition.ACQUISITION_ITS);
      case STRATEGY_KIND_GUIDED ->
          guided(
              open,
              10,
              isGrowing(config.toBuilder().setPredictor(predictor(config)).build()) ? 1 : 10,
              2000,
              Acquisition.ACQUISITION_ITS);
      case STRATEGY_KIND_BASE_PREDICTOR -> {
        int first = (int) Math.max(1, Math.round(queries * RANDOM_SHARE));
        open.setInitial(first).setRound(Math.max(1, queries - first));
        yield guided(open, first, 1, 2 * queries, Acquisition.ACQUISITION_MEAN);
      }
      case STRATEGY_KIND_SUCCESSIVE_HALVING -> {
        if (config.getMostEpochs() == 0) {
          throw new ConfigException(
              "--method successive-halving: the epochs of a whole training are not known: give"
                  + " --most-epochs");
        }
        if (!config.getPredictor().isEmpty()) {
          require(readsCurves(config), config, "reads no learning curves");
        }
        yield config;
      }
    };
  }

  private static StrategyConfig guided(
      StrategyConfig.Builder config,
      int initial,
      int round,
      int candidates,
      Acquisition acquisition) {
    config.setPredictor(predictor(config.build()));
    require(!readsCurves(config.build()), config.build(), "reads learning curves");
    if (!config.getPrior().isEmpty() && !isGrowing(config.build())) {
      throw new ConfigException(
          "--prior has no effect with --predictor %s%s: leave it out, or use gp as it is"
              .formatted(
                  config.getPredictor(),
                  config.getPredictor().equals(GAUSSIAN) ? " and settings of its own" : ""));
    }
    PredictorDescription description = Predictors.byId(config.getPredictor()).description();
    return config
        .setInitial(or(config.getInitial(), initial))
        .setRound(or(config.getRound(), round))
        .setCandidates(or(config.getCandidates(), candidates))
        .setEnsemble(or(config.getEnsemble(), description.givesDeviation() ? 1 : FITS))
        .setAcquisition(
            config.getAcquisition() == Acquisition.ACQUISITION_UNSPECIFIED
                ? acquisition
                : config.getAcquisition())
        .build();
  }

  private static String predictor(StrategyConfig config) {
    return config.getPredictor().isEmpty() ? GAUSSIAN : config.getPredictor();
  }

  private static boolean readsCurves(StrategyConfig config) {
    return Predictors.byId(config.getPredictor()).description().curves().isPresent();
  }

  private static void require(boolean suits, StrategyConfig config, String why) {
    if (!suits) {
      throw new ConfigException(
          "--predictor %s %s: it cannot guide %s"
              .formatted(config.getPredictor(), why, EnumNames.of(config.getMethod())));
    }
  }

  private static int or(int given, int usual) {
    return given == 0 ? usual : given;
  }
}
