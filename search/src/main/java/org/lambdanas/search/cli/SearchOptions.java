package org.lambdanas.search.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.Depth;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.RegulariserConfig;
import org.lambdanas.proto.v1.RegulariserGradient;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.StepOrder;
import org.lambdanas.search.differentiable.ConfigRanges;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.differentiable.SearchPresets.Preset;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that make up a search's configuration. Those not given come from the preset. */
final class SearchOptions {

  /** The ways to the regulariser's gradient. */
  static final EnumOption<RegulariserGradient> REGULARISER_GRADIENT =
      new EnumOption<>(
          "regulariser gradient",
          "REGULARISER_GRADIENT_",
          List.of(
              RegulariserGradient.REGULARISER_GRADIENT_CENTRAL,
              RegulariserGradient.REGULARISER_GRADIENT_EXACT));

  @Option(
      names = "--space",
      paramLabel = "ID",
      description = "Search space (default: " + SearchSpaces.DEFAULT + ").")
  private String space = SearchSpaces.DEFAULT;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description = "darts, darts-2nd (unrolled) or lambda-darts (default).")
  private String method = "lambda-darts";

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "Defaults: paper or laptop (default: laptop for digits, else paper).")
  private @Nullable String preset;

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = "--train-portion",
      paramLabel = "SHARE",
      description = "Share of the images that trains the weights (default: 0.5).")
  private @Nullable Double trainPortion;

  @Mixin private final AugmentationOptions augmentation = new AugmentationOptions();

  @Mixin private final StemOptions stem = new StemOptions();

  @Mixin private final DepthOptions depth = new DepthOptions();

  @Option(names = "--classes", paramLabel = "N", description = "Number of classes.")
  private @Nullable Integer classes;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training half.")
  private @Nullable Integer epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images a step.")
  private @Nullable Integer batchSize;

  @Option(names = "--seed", paramLabel = "N", description = "Master seed (default: 0).")
  private long seed;

  @Option(
      names = "--regulariser",
      paramLabel = "NAME",
      description = "Alignment: corr (default) or signcorr.")
  private String regulariser = "corr";

  @Option(
      names = "--regulariser-gradient",
      paramLabel = "NAME",
      description =
          "Its gradient in the weights: exact (default) or central, the published difference of two"
              + " passes, which --epsilon0 asks for too.")
  private @Nullable String regulariserGradient;

  @Option(
      names = "--lambda",
      paramLabel = "X",
      description = "Final strength of the alignment (default: 0.25, signcorr 0.125).")
  private @Nullable Double lambda;

  @Option(
      names = "--epsilon0",
      paramLabel = "X",
      description = {
        "Length of the central difference's step in mixing weights (default: the preset's; with",
        "16-bit precision 0.1); the exact gradient has none."
      })
  private @Nullable Double epsilon0;

  @Option(
      names = "--regularise-reduction-cells",
      description = "Align the reduction cells too, where the space has them.")
  private boolean reductionCells;

  @Mixin private final WeightOptimizerOptions weights = new WeightOptimizerOptions();

  @Mixin private final AlphaOptimizerOptions alpha = new AlphaOptimizerOptions();

  @Option(
      names = "--weights-first",
      description = "Step the weights before alpha (default: alpha first).")
  private boolean weightsFirst;

  @Option(
      names = "--evaluate",
      description = "Also evaluate the super-network with running statistics each epoch.")
  private boolean evaluate;

  @Option(
      names = "--hessian-every",
      paramLabel = "N",
      description = "Measure the Hessian's largest eigenvalue in alpha every N epochs (0: never).")
  private @Nullable Integer hessianEvery;

  @Option(
      names = "--early-stop",
      arity = "0..1",
      paramLabel = "RATIO",
      fallbackValue = "1.3",
      description = {
        "Stop once that eigenvalue's moving average has grown by this factor (1.3 if none is",
        "given), with the cell from before; measures it every 2 epochs unless told otherwise."
      })
  private @Nullable Double earlyStop;

  @Option(
      names = "--derive",
      paramLabel = "RULE",
      description = {
        "with-none or without-none: whether 'none' may be an operation of the derived cell",
        "(default: the space's own rule, which only in NAS-Bench-201 is with-none)."
      })
  private @Nullable String derive;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      description = "float32 (default), float64, or mixed: bfloat16 or float16.")
  private @Nullable String precision;

  @Mixin private final DeviceOptions device = new DeviceOptions();

  /** RobustDARTS'. */
  private static final int PUBLISHED_HESSIAN_EVERY = 2;

  /** A shorter step drowns in the rounding of 16-bit feature maps. */
  private static final double MIXED_EPSILON0 = 0.1;

  /** Which images. */
  DataOptions data() {
    return data;
  }

  /**
   * The configuration that the options ask for, complete.
   *
   * @throws ConfigException if an option is unknown or out of range
   */
  SearchConfig resolve() {
    SearchSpaces.cellSpaceById(space);
    DataSet dataSet = data.open();
    SearchMethod searchMethod = SearchPresets.method(method);
    RegulariserKind kind = SearchPresets.regulariser(regulariser);
    SearchConfig.Builder config =
        SearchPresets.config(chosenPreset(dataSet), space, dataSet, searchMethod, kind);
    data(dataSet, config.getDataBuilder());
    training(config);
    execution(config);
    SearchConfig resolved = config.build();
    ConfigRanges.check(resolved);
    return resolved;
  }

  private Preset chosenPreset(DataSet dataSet) {
    return preset == null
        ? SearchPresets.of(dataSet)
        : Choice.of("preset", preset, List.of(Preset.values()), Preset::id);
  }

  private void data(DataSet dataSet, DataConfig.Builder config) {
    data.fill(dataSet, config);
    Given.set(trainPortion, config::setTrainPortion);
    augmentation.fill(config);
    Given.setPositive("--classes", classes, config::setClasses);
  }

  private void training(SearchConfig.Builder config) {
    config.setSeed(seed).setEvaluate(evaluate);
    // Without one of these options there is no diagnosis message, not an empty one.
    Given.setNotNegative(
        "--hessian-every",
        hessianEvery,
        every -> config.getDiagnosisBuilder().setHessianEvery(every));
    if (earlyStop != null) {
      if (!(earlyStop > 1)) {
        throw new ConfigException("--early-stop is " + earlyStop + ": must be above 1");
      }
      config.getDiagnosisBuilder().setEarlyStopRatio(earlyStop);
      if (hessianEvery == null) {
        config.getDiagnosisBuilder().setHessianEvery(PUBLISHED_HESSIAN_EVERY);
      } else if (hessianEvery == 0) {
        throw new ConfigException("--early-stop needs the eigenvalue: --hessian-every is 0");
      }
    }
    if (derive != null) {
      config.setDerivation(Derivations.byName(derive, SearchSpaces.cellSpaceById(space)));
    }
    if (weightsFirst) {
      config.setStepOrder(StepOrder.STEP_ORDER_WEIGHTS_FIRST);
    }
    CellSpace searched = SearchSpaces.cellSpaceById(space);
    NetworkConfig.Builder network = config.getNetworkBuilder();
    stem.fill(network);
    Depth unit = searched.depth();
    unit.set(network, depth.depth(searched, unit.of(network.build())));
    Given.setPositive("--epochs", epochs, config::setEpochs);
    Given.setPositive("--batch-size", batchSize, config::setBatchSize);
    RegulariserConfig.Builder regulariserConfig = config.getRegulariserBuilder();
    Given.set(lambda, regulariserConfig::setStrength);
    if (epsilon0 != null) {
      regulariserConfig
          .setEpsilon0(epsilon0)
          .setGradient(RegulariserGradient.REGULARISER_GRADIENT_CENTRAL);
    }
    Given.set(
        regulariserGradient,
        name -> regulariserConfig.setGradient(REGULARISER_GRADIENT.byName(name)));
    regulariserConfig.setReductionCells(reductionCells);
    weights.fill(config.getWeightOptimizerBuilder());
    alpha.fill(config.getAlphaOptimizerBuilder());
  }

  private void execution(SearchConfig.Builder config) {
    if (precision != null) {
      config.getExecutionBuilder().setPrecision(precision);
      if (epsilon0 == null && Precision.byId(precision).isMixed()) {
        config.getRegulariserBuilder().setEpsilon0(MIXED_EPSILON0);
      }
    }
    device.fill(config.getExecutionBuilder());
  }
}
