package org.lambdanas.search.differentiable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.data.Augmentation;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.PictureRules;
import org.lambdanas.graph.data.RandAugment;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.AlphaOptimizerConfig;
import org.lambdanas.proto.v1.Augment;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.RegulariserConfig;
import org.lambdanas.proto.v1.RegulariserGradient;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.StepOrder;
import org.lambdanas.proto.v1.WeightOptimizerConfig;
import org.lambdanas.search.budget.SkipConnections;

/**
 * The settings a search has unless told otherwise. The published ones are those of the Λ-DARTS code
 * and paper (and of DARTS before it). The small ones search the embedded digits on a laptop in a
 * minute or two, and 10 000 pictures of 16 pixels in a few minutes.
 */
public final class SearchPresets {

  private static final List<Map.Entry<String, SearchMethod>> METHODS =
      List.of(
          Map.entry("darts", SearchMethod.SEARCH_METHOD_DARTS),
          Map.entry("darts-2nd", SearchMethod.SEARCH_METHOD_DARTS_SECOND_ORDER),
          Map.entry("lambda-darts", SearchMethod.SEARCH_METHOD_LAMBDA_DARTS));

  /** Side of the pictures that a laptop searches on; smaller images need fewer steps. */
  private static final int LAPTOP_SIDE = 16;

  /** Of a published data set. */
  private static final int LAPTOP_IMAGES = 10_000;

  /** In a normal cell, as P-DARTS has it. */
  private static final int LAPTOP_SKIPS = 2;

  private SearchPresets() {}

  /** A named group of settings. */
  public enum Preset {
    /** As published for the search space. */
    PAPER,
    /** Small enough for a laptop. */
    LAPTOP;

    /**
     * The name in options.
     *
     * @return {@code "paper"} or {@code "laptop"}
     */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The preset that images of a size are searched with by default.
   *
   * @param imageSize side in pixels
   * @return small up to 16 pixels, else published
   */
  public static Preset of(int imageSize) {
    return imageSize <= LAPTOP_SIDE ? Preset.LAPTOP : Preset.PAPER;
  }

  /**
   * A complete configuration.
   *
   * @return the configuration, to be changed where the user wants otherwise
   */
  public static SearchConfig.Builder config(
      Preset preset, String space, DataSet dataSet, SearchMethod method, RegulariserKind kind) {
    boolean small = preset == Preset.LAPTOP;
    boolean tiny = small && dataSet.imageSize() < LAPTOP_SIDE;
    int side = small ? Math.min(dataSet.imageSize(), LAPTOP_SIDE) : dataSet.imageSize();
    CellSpace searched = SearchSpaces.cellSpaceById(space);
    Augmentation augmentation = dataSet.augmentation(side);
    return SearchConfig.newBuilder()
        .setSpace(space)
        .setMethod(method)
        .setStepOrder(StepOrder.STEP_ORDER_ALPHA_FIRST)
        .setEpochs(tiny ? 20 : small ? 25 : 50)
        .setBatchSize(tiny ? 32 : small ? 64 : 96)
        .setDerivation(
            // Small networks cannot tell zeros from skip connections.
            small && searched.derivations().contains(Derivation.DERIVATION_WITH_NONE)
                ? Derivation.DERIVATION_WITHOUT_NONE
                : Derivation.DERIVATION_UNSPECIFIED)
        .setSkipLimit(small && !tiny && SkipConnections.occurIn(searched) ? LAPTOP_SKIPS : 0)
        .setData(
            DataConfig.newBuilder()
                .setDataSet(dataSet.id())
                .setTrainImages(small && !tiny && isPublished(dataSet) ? LAPTOP_IMAGES : 0)
                .setImageSize(side)
                .setTrainPortion(0.5)
                .setCropPadding(augmentation.cropPadding())
                .setHorizontalFlip(augmentation.horizontalFlip())
                .setCutout(augmentation.cutout())
                .setClasses(dataSet.classes())
                .setHeldOut(PictureRules.usual().heldOut())
                .setAugment(Augment.AUGMENT_NONE)
                .setAugmentOperations(RandAugment.usual().operations())
                .setAugmentMagnitude(RandAugment.usual().magnitude()))
        .setRegulariser(
            RegulariserConfig.newBuilder()
                .setKind(kind)
                .setStrength(
                    kind == RegulariserKind.REGULARISER_KIND_SIGN_CORRELATION ? 0.125 : 0.25)
                // As fast as the central difference, and free of its error (benchmarked on each
                // space).
                .setGradient(RegulariserGradient.REGULARISER_GRADIENT_EXACT)
                .setEpsilon0(1e-3))
        .setWeightOptimizer(
            WeightOptimizerConfig.newBuilder()
                .setLearningRate(0.025)
                .setFinalLearningRate(0.001)
                .setMomentum(0.9)
                .setWeightDecay(3e-4)
                .setClipNorm(5))
        .setAlphaOptimizer(
            AlphaOptimizerConfig.newBuilder()
                .setLearningRate(tiny ? 3e-3 : small ? 1e-3 : 3e-4)
                .setBeta1(0.5)
                .setBeta2(0.999)
                .setEpsilon(1e-8)
                .setWeightDecay(1e-3)
                .setInitialDeviation(1e-3))
        .setExecution(
            ExecutionConfig.newBuilder().setDevice("cpu").setPrecision("float32").setPrefetch(2))
        .mergeFrom(small ? searched.smallSearch() : searched.publishedSearch());
  }

  /** All of these have more images than a laptop searches on. */
  private static boolean isPublished(DataSet dataSet) {
    return DataSets.all().contains(dataSet);
  }

  /** The names of all search methods. */
  public static List<String> methods() {
    return METHODS.stream().map(Map.Entry::getKey).toList();
  }

  /**
   * The search method of an option.
   *
   * @param id {@code darts}, {@code darts-2nd} or {@code lambda-darts}
   * @throws org.lambdanas.graph.error.ConfigException if there is none of that name
   */
  public static SearchMethod method(String id) {
    return Choice.of("method", id, METHODS, Map.Entry::getKey).getValue();
  }

  /**
   * The alignment of an option.
   *
   * @param id {@code corr} or {@code signcorr}
   * @throws org.lambdanas.graph.error.ConfigException if there is none of that name
   */
  public static RegulariserKind regulariser(String id) {
    return Alignment.byId(id) == Alignment.CORRELATION
        ? RegulariserKind.REGULARISER_KIND_CORRELATION
        : RegulariserKind.REGULARISER_KIND_SIGN_CORRELATION;
  }
}
