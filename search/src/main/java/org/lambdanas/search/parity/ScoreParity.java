package org.lambdanas.search.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
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
import org.lambdanas.graph.score.Scores;
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
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * Compares training-free measures of a network with what their authors' code says of it: every
 * measure that a file holds, with all that it tells of them. What is not known here is listed.
 */
final class ScoreParity {

  private static final String EXPECT = "expect/";
  private static final String MEASURES = EXPECT + "measures/";
  private static final String LIVE = "_live";
  private static final String AZ_NAS = "az_nas";
  private static final String OUTPUTS = "outputs";

  /** What stands for numbers that are not finite in scores of NASLib. */
  private static final double NASLIB_LAST = Scores.LAST;

  /** Other names of a measure's value. */
  private static final Set<String> VALUE =
      Set.of("value", "value_leaves", "value_zero_cost_nas", "value_eigvalsh_clamped");

  private static final Map<String, String> SAME =
      Map.of("macs", "count", "value_as_shipped_float32", "value", "naslib_log", "value");

  /** How far rounding goes in double and in single precision. */
  private record Rounding(double wide, double narrow) {

    private static final Rounding USUAL = new Rounding(1e-9, 1e-5);
    private static final Rounding NONE = new Rounding(0, 0);
    private static final Rounding COUNTS = new Rounding(0, 1e-3);

    /** Where it goes further or less far; synflow is computed in double precision always. */
    private static Rounding of(String group, String kind) {
      if (kind.endsWith("float32")) {
        return new Rounding(1e-6, 1e-5);
      }
      if (kind.equals("kernel")) {
        return COUNTS;
      }
      if (kind.equals("value_if_above_100_classes")) {
        // Differences of what the tolerance is meant for.
        return new Rounding(1e-9, 1e-3);
      }
      if (group.startsWith("swap")) {
        return kind.startsWith("units") ? NONE : COUNTS;
      }
      if (group.startsWith("synflow")) {
        return new Rounding(1e-9, 1e-9);
      }
      return switch (group) {
        case "params", "flops" -> NONE;
        case "epe_nas", AZ_NAS -> new Rounding(1e-9, 1e-4);
        // A part of a sum of ill-conditioned terms has more of their rounding than the sum.
        case "zico" ->
            kind.equals("per_layer") ? new Rounding(5e-8, 1e-2) : new Rounding(1e-8, 2e-3);
        default -> USUAL;
      };
    }

    private double in(Precision precision) {
      return precision.isDouble() ? wide : narrow;
    }
  }

  /** Loss and logits, read like a measure. */
  private record Outputs(String id) implements Measure {

    @Override
    public String summary() {
      return "What the network says of the images.";
    }

    @Override
    public Reading prepare(Subject subject) {
      Operand<TFloating> logits = subject.network().logits();
      Operand<TFloating> loss = subject.network().judged().loss();
      return new Reading(
          List.of(new Request(subject, Weighting.STORED, Input.BATCH, List.of(logits, loss))),
          answers ->
              new Score(
                  0,
                  Map.of(),
                  Map.of(
                      "logits",
                      Map.of("", answers.of(Weighting.STORED, Input.BATCH, logits)),
                      "loss",
                      Map.of("", answers.of(Weighting.STORED, Input.BATCH, loss)))));
    }
  }

  private final GoldenFile file;
  private final Precision precision;
  private final UnaryOperator<String> names;
  private final UnaryOperator<String> modules;
  private final Map<String, double[]> weights = new HashMap<>();
  private final Map<String, Map<String, Map<String, double[]>>> expected = new TreeMap<>();
  private final Map<Boolean, Map<String, Score>> scores = new HashMap<>();
  private final Errors errors = new Errors();

  private ScoreParity(
      GoldenFile file,
      Precision precision,
      UnaryOperator<String> names,
      UnaryOperator<String> modules) {
    this.file = file;
    this.precision = precision;
    this.names = names;
    this.modules = modules;
    file.group("weights").forEach((name, tensor) -> weights.put(names.apply(name), tensor.data()));
    file.numbers(MEASURES).forEach(this::expect);
    file.group(EXPECT + "measures").forEach((path, tensor) -> expect(path, tensor.data()));
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
    UnaryOperator<String> modules;
    if (file.spaceId().equals("user")) {
      definition =
          GoldenNetwork.of(
              file.text("layers"),
              file.numbers(MEASURES + "az_nas/expressivity_by_feature/").keySet());
      names = GoldenNetwork::parameter;
      modules = UnaryOperator.identity();
    } else {
      CellSpace space = file.space();
      Architecture architecture =
          file.ifPresent("architecture")
              .map(space::parse)
              .or(() -> file.genotype(space))
              .orElseThrow(() -> GoldenFile.missing("architecture"));
      NetworkPlan plan = space.plan(file.size());
      definition = new ArchitectureDefinition(space, architecture, plan);
      Function<CellType, List<ChosenEdge>> chosen = type -> published(space, architecture, type);
      names = name -> WeightNames.translate(name, plan, chosen);
      modules = name -> WeightNames.layer(name, plan, chosen).orElse("");
    }
    ScoreParity parity = new ScoreParity(file, precision, names, modules);
    for (boolean live : new boolean[] {false, true}) {
      try (Subject subject = new Subject(definition, image, precision, options, live)) {
        parity.score(subject, live);
      }
    }
    parity.compare();
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

  private void expect(String path, double... values) {
    String[] parts = path.split("/", 3);
    if (parts.length > 1) {
      expected
          .computeIfAbsent(parts[0], group -> new TreeMap<>())
          .computeIfAbsent(parts[1], kind -> new TreeMap<>())
          .put(parts.length > 2 ? parts[2] : "", values);
    }
  }

  /** Scores the network, as the authors count or only what is on a path. */
  private void score(Subject subject, boolean live) {
    int classes = file.whole("classes");
    Images batch = new Images(file.required("images").data(), file.labels("labels", classes));
    Images second =
        new Images(
            file.required("second_batch/images").data(),
            file.labels("second_batch/labels", classes));
    List<Measure> measures = new ArrayList<>();
    for (Measure measure : Measures.withVariants()) {
      Map<String, ?> kinds = expected.get(group(measure.id()));
      if (kinds != null && (!live || kinds.keySet().stream().anyMatch(k -> k.endsWith(LIVE)))) {
        measures.add(measure);
      }
    }
    if (!live) {
      measures.add(new Outputs(OUTPUTS));
    }
    Map<String, Score> found = new LinkedHashMap<>();
    new Scorer(subject, measures)
        .score(new Sight(new FromFile(), batch, second, batch.labels().length), this::stored)
        .forEach((measure, score) -> found.put(measure.id(), score));
    scores.put(live, found);
  }

  /** Whom a file counts a measure to. */
  private static String group(String measure) {
    return measure.startsWith("az_") ? AZ_NAS : measure.replaceFirst("_(by_\\w+|tensorwatch)$", "");
  }

  private void compare() {
    expected.forEach(
        (group, kinds) -> {
          double[] determined = kinds.getOrDefault("determined", Map.of()).get("");
          if (determined != null && determined[0] == 0) {
            Score score = scores(false).get(group);
            errors.add(group + " undetermined", score == null || score.determined() ? 1 : 0, 0);
          } else {
            kinds.forEach((kind, byName) -> compare(group, kind, byName));
          }
        });
    Map<String, double[]> outputs = new TreeMap<>();
    file.optional(EXPECT + "loss").ifPresent(loss -> outputs.put("loss", new double[] {loss}));
    GoldenTensor logits = file.group("expect").get("logits");
    if (logits != null) {
      outputs.put("logits", logits.data());
    }
    outputs.forEach((kind, values) -> compare(OUTPUTS, kind, Map.of("", values)));
    file.numbers(EXPECT + "naslib_score/").forEach(this::naslib);
  }

  private void naslib(String measure, double value) {
    Score score = scores(false).get(measure);
    if (score == null) {
      errors.leaveOut("naslib_score/" + measure);
      return;
    }
    double finite = Double.isFinite(score.value()) ? score.value() : NASLIB_LAST;
    errors.add(
        "NASLib's " + measure,
        Math.abs(finite - value) / scale(measure, "value", Map.of("", new double[] {value})),
        Rounding.of(measure, "value").in(precision));
  }

  private void compare(String group, String kind, Map<String, double[]> reference) {
    boolean live = kind.endsWith(LIVE);
    String what = live ? kind.substring(0, kind.length() - LIVE.length()) : kind;
    Map<String, double[]> own = own(group, what, live);
    if (own.isEmpty()) {
      if (!kind.equals("determined")) {
        errors.leaveOut(group + "/" + kind);
      }
      return;
    }
    double scale = scale(group, kind, reference);
    double worst = 0;
    String worstName = "";
    for (Map.Entry<String, double[]> entry : reference.entrySet()) {
      double[] theirs = entry.getValue();
      double[] ours = own.getOrDefault(name(what, entry.getKey()), new double[theirs.length]);
      double error = distance(sorted(kind, ours), sorted(kind, theirs)) / scale;
      if (!(error <= worst)) {
        worst = error;
        worstName = entry.getKey();
      }
    }
    String label =
        what.equals("value") ? group : (group.equals(OUTPUTS) ? what : group + " " + what);
    errors.add(
        label.replace('_', ' ').replaceFirst("^" + group.replace('_', ' '), group)
            + (live ? " (live)" : ""),
        worst,
        worstName,
        Rounding.of(group, kind).in(precision));
  }

  private static double[] sorted(String kind, double[] values) {
    double[] sorted = values.clone();
    if (kind.equals("eigenvalues")) {
      Arrays.sort(sorted);
    }
    return sorted;
  }

  /** Equal infinities are no distance apart. */
  private static double distance(double[] a, double[] b) {
    return Arrays.equals(a, b) ? 0 : Errors.distance(a, b);
  }

  /** What is known here of a measure; empty if nothing is. */
  private Map<String, double[]> own(String group, String kind, boolean live) {
    Map<String, Score> found = scores(live);
    if (group.equals(AZ_NAS)) {
      Score part = found.get("az_" + kind.replaceFirst("_by_feature$", ""));
      if (part != null) {
        return kind.endsWith("_by_feature") ? arrays(part.parts()) : value(part.value());
      }
    }
    Score others = found.get(group + kind.replaceFirst("^naslib", ""));
    if (kind.startsWith("naslib_") && others != null) {
      return value(others.value());
    }
    Map<String, double[]> parts = Map.of();
    if (group.startsWith("meco") && kind.equals("value")) {
      return value(sumOfModules(group));
    }
    for (Map.Entry<String, Score> entry : found.entrySet()) {
      if (group(entry.getKey()).equals(group)) {
        Score score = entry.getValue();
        Map<String, double[]> detail = score.details().get(SAME.getOrDefault(kind, kind));
        // synflow keeps its sum beside its logarithm.
        if (detail != null && !kind.equals("naslib_log")) {
          return detail;
        }
        if (entry.getKey().equals(group) && VALUE.contains(SAME.getOrDefault(kind, kind))) {
          return value(score.value());
        }
        parts = score.parts().isEmpty() ? parts : arrays(score.parts());
      }
    }
    return kind.startsWith("per_") ? parts : Map.of();
  }

  /** A module counts as often as the reference network has it, whatever it contains. */
  private double sumOfModules(String group) {
    Map<String, double[]> own = own(group, "per_module", false);
    return expected
        .getOrDefault(group, Map.of())
        .getOrDefault("per_module", Map.of())
        .keySet()
        .stream()
        .mapToDouble(module -> own.getOrDefault(modules.apply(module), new double[1])[0])
        .sum();
  }

  private Map<String, Score> scores(boolean live) {
    return scores.getOrDefault(live, Map.of());
  }

  private static Map<String, double[]> value(double value) {
    return Map.of("", new double[] {value});
  }

  private static Map<String, double[]> arrays(Map<String, Double> parts) {
    Map<String, double[]> arrays = new HashMap<>();
    parts.forEach((name, value) -> arrays.put(name, new double[] {value}));
    return arrays;
  }

  /** What an error is compared with: terms that cancel are judged beside their size. */
  private double scale(String group, String kind, Map<String, double[]> reference) {
    boolean parts = kind.startsWith("per_");
    if (group.equals("plain") && (parts || kind.equals("value"))) {
      return size(expected.getOrDefault("snip", Map.of()).getOrDefault(kind, reference));
    }
    if (group.equals("grasp") && (parts || kind.equals("value"))) {
      return size(expected.getOrDefault(group, Map.of()).getOrDefault("scale", reference));
    }
    return kind.equals("progressivity") ? 1 : size(reference);
  }

  private static double size(Map<String, double[]> values) {
    double size = Errors.norm(values.values().stream().flatMapToDouble(Arrays::stream).toArray());
    return size > 0 && Double.isFinite(size) ? size : 1;
  }

  /** The name here of what a file tells something of. */
  private String name(String kind, String reference) {
    if (reference.isEmpty() || kind.equals("per_class")) {
      return reference;
    }
    if (kind.equals("per_module") || kind.equals("units_by_relu")) {
      return modules.apply(reference);
    }
    if (kind.startsWith("per_batch_norm")) {
      return layer(names.apply(reference + ".weight"));
    }
    return kind.endsWith("_by_feature") ? block(reference) : layer(names.apply(reference));
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
