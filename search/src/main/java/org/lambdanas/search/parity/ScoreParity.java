package org.lambdanas.search.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.NetworkDefinition;
import org.lambdanas.graph.score.Draws;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.graph.score.Score;
import org.lambdanas.graph.score.Scorer;
import org.lambdanas.graph.score.Sight;
import org.lambdanas.graph.score.Sight.Images;
import org.lambdanas.graph.score.Subject;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EdgeChoice;
import org.lambdanas.proto.v1.GenotypeCell;

/** Compares training-free measures of a network with what their authors' code says of it. */
final class ScoreParity {

  private static final String MEASURES = "expect/measures/";

  /** Measures whose parts the files keep, with the name of these and how far rounding goes. */
  private record Known(
      String measure, String path, String parts, double wide, double narrow, boolean live) {

    private Known(String measure, String parts, double narrow) {
      this(measure, measure + "/value", parts, 1e-9, narrow, false);
    }

    double tolerance(Precision precision) {
      return precision.isDouble() ? wide : narrow;
    }
  }

  private static final List<Known> KNOWN =
      List.of(
          new Known("grad_norm", "per_layer", 1e-5),
          new Known("snip", "per_layer", 1e-5),
          new Known("plain", "", 1e-5),
          new Known("grasp", "", 1e-5),
          new Known("fisher", "per_layer", 1e-5),
          // In double precision always.
          new Known("synflow", "synflow/naslib_log", "per_layer", 1e-9, 1e-9, false),
          new Known("jacov", "", 1e-5),
          new Known("epe_nas", "per_class", 1e-4),
          new Known("nwot", "", 1e-5),
          new Known("nwot", "nwot/value_live", "", 1e-9, 1e-5, true),
          new Known("l2_norm", "per_layer", 1e-5),
          new Known("l2_norm", "l2_norm/value_live", "", 1e-9, 1e-5, true),
          new Known("zen", "per_batch_norm", 1e-5),
          new Known("zen", "zen/value_live", "", 1e-9, 1e-5, true),
          new Known("zico", "zico/value", "per_layer", 1e-8, 2e-3, false),
          new Known("swap", "swap/value", "", 0, 1e-3, false),
          new Known("swap", "swap/value_live", "", 0, 1e-3, true),
          new Known("swap_gaussian", "swap_gaussian/value", "", 0, 1e-3, false),
          new Known("swap_gaussian", "swap_gaussian/value_live", "", 0, 1e-3, true),
          new Known("swap_four_batches", "swap_four_batches/value", "", 0, 1e-3, false),
          new Known("swap_four_batches", "swap_four_batches/value_live", "", 0, 1e-3, true),
          new Known(
              "swap_gaussian_four_batches", "swap_gaussian_four_batches/value", "", 0, 1e-3, false),
          new Known(
              "swap_gaussian_four_batches",
              "swap_gaussian_four_batches/value_live",
              "",
              0,
              1e-3,
              true),
          new Known(
              "az_expressivity",
              "az_nas/expressivity",
              "expressivity_by_feature",
              1e-9,
              1e-4,
              false),
          new Known("az_progressivity", "az_nas/progressivity", "", 1e-9, 1e-4, false),
          new Known(
              "az_trainability",
              "az_nas/trainability",
              "trainability_by_feature",
              1e-9,
              1e-4,
              false),
          new Known("meco", "meco/value_leaves", "", 1e-9, 1e-5, false),
          new Known("meco", "meco/value_leaves_live", "", 1e-9, 1e-5, true),
          new Known("meco_random", "meco_random/value_leaves", "", 1e-9, 1e-5, false),
          new Known("meco_random", "meco_random/value_leaves_live", "", 1e-9, 1e-5, true),
          new Known("params", "params/value", "", 0, 0, false),
          new Known("params", "params/count_live", "", 0, 0, true),
          new Known("flops", "flops/value", "", 0, 0, false),
          new Known("flops", "flops/macs_live", "", 0, 0, true),
          new Known("flops_tensorwatch", "flops/naslib_tensorwatch", "", 0, 0, false));

  private final GoldenFile file;
  private final Precision precision;
  private final UnaryOperator<String> names;
  private final Map<String, double[]> weights = new HashMap<>();
  private final Errors errors = new Errors();

  private ScoreParity(GoldenFile file, Precision precision, UnaryOperator<String> names) {
    this.file = file;
    this.precision = precision;
    this.names = names;
    file.group("weights").forEach((name, tensor) -> weights.put(names.apply(name), tensor.data()));
  }

  static Errors run(GoldenFile file, Precision precision, ExecutionOptions options) {
    GoldenTensor images = file.required("images");
    long[] shape = images.shape();
    if (shape.length != 4 || shape[1] != shape[2]) {
      throw new DataException("images are " + Arrays.toString(shape) + ", not square images");
    }
    FeatureShape image = new FeatureShape((int) shape[1], (int) shape[2], (int) shape[3]);
    NetworkDefinition definition;
    UnaryOperator<String> names;
    if (file.spaceId().equals("user")) {
      definition =
          GoldenNetwork.of(
              file.text("layers"),
              file.numbers(MEASURES + "az_nas/expressivity_by_feature/").keySet());
      names = GoldenNetwork::parameter;
    } else {
      CellSpace space = file.space();
      Architecture architecture =
          file.ifPresent("architecture")
              .map(space::parse)
              .or(() -> file.genotype(space))
              .orElseThrow(() -> GoldenFile.missing("architecture"));
      NetworkPlan plan = space.plan(file.size());
      definition = new ArchitectureDefinition(space, architecture, plan);
      names =
          name -> WeightNames.translate(name, plan, type -> published(space, architecture, type));
    }
    ScoreParity parity = new ScoreParity(file, precision, names);
    for (boolean live : new boolean[] {false, true}) {
      try (Subject subject = new Subject(definition, image, precision, options, live)) {
        parity.compare(subject, live);
      }
    }
    return parity.errors;
  }

  /** A genotype's pairs in its own order, by which weights are named. */
  private static List<ChosenEdge> published(
      CellSpace space, Architecture architecture, CellType type) {
    if (!architecture.hasGenotype()) {
      return space.chosenEdges(architecture, type);
    }
    GenotypeCell cell =
        type.reduction()
            ? architecture.getGenotype().getReduce()
            : architecture.getGenotype().getNormal();
    List<ChosenEdge> chosen = new ArrayList<>();
    for (EdgeChoice choice : cell.getChoicesList()) {
      Edge edge = new Edge(choice.getInput(), type.topology().inputs() + chosen.size() / 2);
      chosen.add(
          new ChosenEdge(
              type.topology().edges().indexOf(edge),
              Operation.byId(choice.getOperation()).orElseThrow()));
    }
    return chosen;
  }

  private void compare(Subject subject, boolean live) {
    int classes = file.whole("classes");
    Images batch = new Images(file.required("images").data(), file.labels("labels", classes));
    Images second =
        new Images(
            file.required("second_batch/images").data(),
            file.labels("second_batch/labels", classes));
    List<Measure> measures = new ArrayList<>();
    for (Measure measure : Measures.withVariants()) {
      if (KNOWN.stream()
          .anyMatch(known -> known.live() == live && known.measure().equals(measure.id()))) {
        measures.add(measure);
      }
    }
    Map<String, Score> scores = new LinkedHashMap<>();
    new Scorer(subject, measures)
        .score(new Sight(new FromFile(), batch, second, batch.labels().length), this::stored)
        .forEach((measure, score) -> scores.put(measure.id(), score));
    Map<String, Double> expected = file.numbers(MEASURES);
    for (Known known : KNOWN) {
      Double value = expected.get(known.path());
      Score score = scores.get(known.measure());
      if (known.live() == live && value != null && score != null) {
        compare(known, value, score);
      }
    }
  }

  private void compare(Known known, double expected, Score score) {
    double allowed = known.tolerance(precision);
    String group = known.path().substring(0, known.path().indexOf('/'));
    String label = known.live() ? known.measure() + " (live)" : known.measure();
    Optional<Double> determined = file.optional(MEASURES + group + "/determined");
    if (determined.isPresent() && determined.get() == 0) {
      errors.add(label + " undetermined", score.determined() ? 1 : 0, 0);
      return;
    }
    double actual = score.value();
    if (known.path().endsWith("count_live") || known.path().endsWith("macs_live")) {
      actual = Math.rint(actual * 1e6);
    }
    errors.add(label, difference(actual, expected) / scale(known.measure(), expected), allowed);
    if (!known.parts().isEmpty()) {
      // A part of a sum of ill-conditioned terms has more of their rounding than the sum.
      parts(known, group, score, known.measure().equals("zico") ? 5 * allowed : allowed);
    }
  }

  /** What an error is compared with: terms that cancel are judged beside their size. */
  private double scale(String measure, double expected) {
    return switch (measure) {
      case "plain" -> size(file.number(MEASURES + "snip/value"));
      case "grasp" -> size(file.number(MEASURES + "grasp/scale"));
      case "az_progressivity" -> 1;
      default -> size(expected);
    };
  }

  private static double size(double value) {
    double size = Math.abs(value);
    return size > 0 && !Double.isInfinite(size) ? size : 1;
  }

  private static double difference(double actual, double expected) {
    return Double.compare(actual, expected) == 0 ? 0 : Math.abs(actual - expected);
  }

  private void parts(Known known, String group, Score score, double allowed) {
    Map<String, Double> expected = file.numbers(MEASURES + group + "/" + known.parts() + "/");
    double norm = size(Errors.norm(expected.values().stream().mapToDouble(v -> v).toArray()));
    double worst = 0;
    String worstName = "";
    for (Map.Entry<String, Double> part : expected.entrySet()) {
      String name = partName(known.parts(), part.getKey());
      double error = difference(score.parts().getOrDefault(name, 0.0), part.getValue()) / norm;
      if (!(error <= worst)) {
        worst = error;
        worstName = part.getKey();
      }
    }
    errors.add(known.measure() + " " + known.parts().replace('_', ' '), worst, worstName, allowed);
  }

  private String partName(String kind, String reference) {
    return switch (kind) {
      case "per_layer" -> layer(names.apply(reference));
      case "per_batch_norm" -> layer(names.apply(reference + ".weight"));
      case "per_class" -> reference;
      default -> block(reference);
    };
  }

  /** {@code "stem/norm"} of {@code "weights/stem/norm/scale"}. */
  private static String layer(String parameter) {
    return parameter.substring("weights/".length(), parameter.lastIndexOf('/'));
  }

  /** A block is a cell, or a layer of a chain. */
  private String block(String reference) {
    return file.spaceId().equals("user") ? reference + "/block" : reference.replace('.', '/');
  }

  private double[] stored(Parameter parameter) {
    return value(weights, parameter.name(), (int) parameter.size());
  }

  private static double[] value(Map<String, double[]> values, String name, int size) {
    double[] found = values.get(name);
    if (found == null || found.length != size) {
      throw new DataException(
          found == null
              ? "nothing for '" + name + "'"
              : "'" + name + "' has " + found.length + " values, not " + size);
    }
    return found;
  }

  /** The random numbers that the other implementation used. */
  private final class FromFile implements Draws {

    private final Map<String, double[]> numbers = new HashMap<>();

    private FromFile() {
      numbers.put("noise", file.required("random/input").data());
      numbers.put("noise/second", file.required("random/input2").data());
      numbers.put("noise/image", file.required("random/meco_input").data());
      file.group("random/gaussian_weights")
          .forEach((name, tensor) -> numbers.put(names.apply(name), tensor.data()));
      file.group("random/az_signs")
          .forEach((name, tensor) -> numbers.put("signs/" + block(name), tensor.data()));
    }

    @Override
    public double[] normal(String purpose, int count) {
      return value(numbers, purpose, count);
    }

    @Override
    public double[] signs(String block, int count) {
      return value(numbers, "signs/" + block, count);
    }
  }
}
