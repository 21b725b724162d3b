package org.lambdanas.graph.score;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.score.Measure.Input;
import org.lambdanas.graph.score.Measure.Weighting;

/** The measures there are. */
public final class Measures {

  private static final List<Measure> ALL =
      List.of(
          WeightMeasure.GRAD_NORM,
          WeightMeasure.SNIP,
          WeightMeasure.PLAIN,
          WeightMeasure.GRASP,
          new Fisher(),
          Synflow.USUAL,
          JacobianMeasure.JACOV,
          JacobianMeasure.EPE_NAS,
          new Nwot(),
          WeightMeasure.L2_NORM,
          new Zen(),
          SizeMeasure.PARAMS,
          SizeMeasure.FLOPS,
          AzNas.EXPRESSIVITY,
          AzNas.PROGRESSIVITY,
          AzNas.TRAINABILITY,
          new Zico(),
          new Swap("swap", Weighting.STORED, Input.FEW),
          Meco.ofLayers("meco", Input.BATCH));

  private static final List<Measure> VARIANTS =
      List.of(
          WeightMeasure.GRASP_BY_LAYER,
          SizeMeasure.FLOPS_TENSORWATCH,
          Synflow.WITH_NORMS,
          Synflow.WITH_NORMS_OF_RESIDUAL_BLOCKS,
          new Swap("swap_gaussian", Weighting.GAUSSIAN, Input.FEW),
          new Swap("swap_four_batches", Weighting.STORED, Input.JOINED),
          new Swap("swap_gaussian_four_batches", Weighting.GAUSSIAN, Input.JOINED),
          Meco.ofLayers("meco_random", Input.NOISE_IMAGE),
          Meco.ofModules("meco_by_module", Input.BATCH),
          Meco.ofModules("meco_random_by_module", Input.NOISE_IMAGE));

  /** The usual thirteen come first. */
  private static final int CLASSIC = 13;

  private Measures() {}

  /** All of them, in the order of publication tables. */
  public static List<Measure> all() {
    return ALL;
  }

  /** With those that are known in several forms in each of them. */
  public static List<Measure> withVariants() {
    return Stream.concat(ALL.stream(), VARIANTS.stream()).toList();
  }

  /**
   * Looks measures up by name.
   *
   * @param names ids; {@code classic} stands for the usual thirteen, {@code all} for {@link #all}
   * @return each once, in the order of the names
   * @throws org.lambdanas.graph.error.ConfigException if there is none of a name
   */
  public static List<Measure> named(List<String> names) {
    Set<Measure> found = new LinkedHashSet<>();
    for (String name : names) {
      switch (name) {
        case "all" -> found.addAll(ALL);
        case "classic" -> found.addAll(ALL.subList(0, CLASSIC));
        default -> found.add(Choice.of("measure", name, withVariants(), Measure::id));
      }
    }
    return List.copyOf(found);
  }
}
