package org.lambdanas.search.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.alignment.CellAlignment;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.supernet.CentralWeightStep;
import org.lambdanas.graph.supernet.ExactWeightStep;
import org.lambdanas.graph.supernet.Readings;
import org.lambdanas.graph.supernet.SearchOptimizers;
import org.lambdanas.graph.supernet.SearchOptimizers.WeightSettings;
import org.lambdanas.graph.supernet.SuperNetwork;
import org.lambdanas.graph.supernet.SuperNetworkSpec;
import org.lambdanas.graph.supernet.WeightStep;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.supernet.WeightStep.Size;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;

/**
 * Builds the super-network of a golden file with the file's weights and compares everything that
 * Λ-DARTS computes: loss, logits, gradients in the cells' mixing weights, in alpha and in the
 * weights, the alignment, its directions, the step, and the alignment's weight gradient as the two
 * kinds of weight step apply it.
 */
final class AlignmentParity {

  /** A gradient this much smaller than all together is judged against all. */
  private static final double NEGLIGIBLE = 1e-6;

  /** A step so long and a term so strong that the move of the weights is the term. */
  private static final Rates ALL_TERM = new Rates(1e6, 1e3);

  /** Rounding of a difference over so short a step that it crosses no kink. */
  private static final double LIMIT_TOLERANCE = 1e-4;

  private final GoldenCase golden;
  private final Precision precision;
  private final SuperNetwork network;
  private final GraphRuntime runtime;
  private final CellType normal;
  private final SearchOptimizers optimizers;
  private final Readings readings;
  private final Errors errors = new Errors();
  private final double tolerance;
  private final double gradientTolerance;

  private AlignmentParity(GoldenCase golden, GraphRuntime runtime, SuperNetwork network) {
    this.golden = golden;
    this.precision = runtime.precision();
    this.network = network;
    this.runtime = runtime;
    this.normal = network.cellTypes().get(0);
    this.optimizers =
        new SearchOptimizers(
            network, new WeightSettings(0, 0, 0), new Adam.Settings(1, 0, 0, 1, 0));
    this.readings = new Readings(network, golden.regulariser());
    boolean wide = precision == Precision.FLOAT64;
    this.tolerance = wide ? 1e-8 : 1e-4;
    this.gradientTolerance = wide ? 1e-8 : 1e-3;
  }

  /**
   * Compares with a golden file.
   *
   * @return one line for each quantity
   * @throws DataException if the file does not fit its own space
   */
  static Errors run(GoldenFile file, GraphRuntime runtime) {
    GoldenCase golden = GoldenCase.of(file);
    long[] shape = golden.images().shape();
    if (shape.length != 4 || shape[1] != shape[2] || shape[0] != golden.labels().length) {
      throw new DataException(
          "images are " + Arrays.toString(shape) + ", not one square image per label");
    }
    checkSize(golden);
    SuperNetworkSpec spec = new SuperNetworkSpec(golden.space(), golden.size(), (int) shape[1], 0);
    SuperNetwork network = new SuperNetwork(runtime, spec, new Seed(0));
    AlignmentParity check = new AlignmentParity(golden, runtime, network);
    check.compare();
    return check.errors;
  }

  /** A network is built only if the file really holds its weights. */
  private static void checkSize(GoldenCase golden) {
    NetworkSize size = golden.size();
    long given = golden.weights().values().stream().mapToLong(t -> t.data().length).sum();
    // Every cell has weights: this bounds the work of counting.
    boolean plausible = size.depth() <= golden.weights().size();
    int side = (int) golden.images().shape()[1];
    if (!plausible || NetworkCost.ofSuperNetwork(golden.space(), size, side).weights() != given) {
      throw new DataException(
          "the file has "
              + given
              + " weights, which is not what a network of its channels, cells and classes has");
    }
  }

  private void load() {
    optimizers.initialise();
    List<Parameter> parameters = new ArrayList<>(network.weights());
    List<NamedTensor> values = new ArrayList<>();
    golden.weights().forEach((name, tensor) -> values.add(message(translate(name), tensor)));
    for (CellType type : network.cellTypes()) {
      parameters.add(network.alpha(type));
      values.add(message(network.alpha(type).name(), of(golden.alpha(), type.name())));
    }
    if (parameters.size() != values.size()) {
      throw new DataException(
          "the file has "
              + golden.weights().size()
              + " weights, the network "
              + network.weights().size());
    }
    runtime.restore(parameters, values);
  }

  private String translate(String name) {
    return WeightNames.translate(name, network.spec().plan());
  }

  private static NamedTensor message(String name, GoldenTensor tensor) {
    long[] shape = tensor.shape().clone();
    if (name.endsWith("/depthwise/weights") && shape.length == 4) {
      // PyTorch's one input channel a group comes before the channels, TensorFlow's one output
      // after.
      shape[2] = tensor.shape()[3];
      shape[3] = tensor.shape()[2];
    }
    return TensorMessages.of(name, shape, tensor.data());
  }

  private void compare() {
    GoldenCase.Expected expected = golden.expected();
    WeightStep exact = new ExactWeightStep(optimizers, readings, List.of(normal));
    WeightStep central =
        new CentralWeightStep(optimizers, readings, List.of(normal), expected.epsilon0());
    WeightStep shortest = new CentralWeightStep(optimizers, readings, List.of(normal), 1e-8);
    Map<Alignment, CellAlignment> alignments = new EnumMap<>(Alignment.class);
    expected
        .alignments()
        .keySet()
        .forEach(
            kind ->
                alignments.put(
                    kind,
                    CellAlignment.of(
                        runtime.ops(),
                        kind,
                        network.cellGradients(normal),
                        network.stackedShape(normal))));
    load();
    try (StepScope scope = new StepScope()) {
      FedBatch batch = batch(scope);
      Fetched fetched = new Fetched(network.runner(batch));
      fetched.add(
          network.loss(), x -> errors.add("loss", Errors.error(x[0], expected.loss()), tolerance));
      fetched.add(
          network.logits(),
          x -> errors.add("logits", Errors.error(x, expected.logits().data()), tolerance));
      for (CellType type : network.cellTypes()) {
        fetched.add(
            network.cellGradients(type),
            x -> rows("gradient", type, x, of(expected.cellGradients(), type.name())));
        fetched.add(
            network.alphaGradient(type),
            x ->
                errors.add(
                    label("alpha gradient", type),
                    Errors.error(x, of(expected.alphaGradients(), type.name()).data()),
                    gradientTolerance));
      }
      alignments.forEach(
          (kind, nodes) ->
              fetched.add(
                  nodes.value(),
                  x ->
                      errors.add(
                          "alignment " + kind.id(),
                          Errors.error(x[0], of(expected.alignments(), kind)),
                          gradientTolerance)));
      fetched.add(
          readings.alignment(normal).directions(),
          x -> rows("direction", normal, x, normalDirections()));
      List<double[]> loss = new ArrayList<>();
      network.weightGradients().forEach(gradient -> fetched.add(gradient, loss::add));
      fetched.run(scope);
      weights(
          "weight gradients",
          loss,
          expected.weightGradients(),
          gradientTolerance,
          gradientTolerance);
      Term difference = term(central, batch, loss);
      regulariser("regulariser gradients", difference.gradients(), expected.regulariserGradients());
      errors.add(
          "epsilon",
          Errors.error(difference.size().epsilon(), expected.epsilon()),
          gradientTolerance);
      List<double[]> derivative = term(exact, batch, loss).gradients();
      if (!expected.exactRegulariserGradients().isEmpty()) {
        regulariser(
            "exact regulariser gradients", derivative, expected.exactRegulariserGradients());
      } else if (precision == Precision.FLOAT64) {
        // What the file has is the difference over a step that crosses kinks of the rectifiers.
        List<double[]> limit = term(shortest, batch, loss).gradients();
        errors.add(
            "exact regulariser gradients",
            Errors.error(flat(derivative), flat(limit)),
            LIMIT_TOLERANCE);
      }
      expected.genotype().ifPresent(genotype -> genotype(scope, genotype));
    }
  }

  /** What a run brings back, and what is done with it. */
  private final class Fetched {
    private final GraphRun run;
    private final List<Consumer<double[]>> uses = new ArrayList<>();

    Fetched(GraphRun run) {
      this.run = run;
    }

    void add(Operand<?> what, Consumer<double[]> use) {
      run.fetch(what);
      uses.add(use);
    }

    void run(StepScope scope) {
      Result result = runtime.run(scope, run);
      for (int i = 0; i < uses.size(); i++) {
        uses.get(i).accept(TensorValues.doubles(result.get(i)));
      }
    }
  }

  private void regulariser(
      String quantity, List<double[]> gradients, Map<String, GoldenTensor> expected) {
    boolean wide = precision == Precision.FLOAT64;
    // Rounding is about the same in every tensor of a difference, so it is a larger share of the
    // small ones; how large depends on the processor's kernels.
    weights(quantity, gradients, expected, wide ? 1e-6 : 2e-2, wide ? 1e-6 : 2e-1);
  }

  private record Term(Size size, List<double[]> gradients) {}

  /** The alignment's gradient that a step applies, by the move it makes; weights end as before. */
  private Term term(WeightStep step, FedBatch batch, List<double[]> loss) {
    try (StepScope scope = new StepScope()) {
      List<double[]> before = weightValues(scope);
      Size size =
          step.run(scope, batch, ALL_TERM)
              .term()
              .measured()
              .orElseThrow(
                  () -> new DataException("the network has no alignment: fewer than two cells"));
      List<double[]> after = weightValues(scope);
      load();
      List<double[]> gradients = new ArrayList<>();
      for (int i = 0; i < before.size(); i++) {
        double[] gradient = new double[before.get(i).length];
        for (int k = 0; k < gradient.length; k++) {
          double total = (before.get(i)[k] - after.get(i)[k]) / ALL_TERM.learningRate();
          gradient[k] = (loss.get(i)[k] - total) / ALL_TERM.strength();
        }
        gradients.add(gradient);
      }
      return new Term(size, gradients);
    }
  }

  private static double[] flat(List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private List<double[]> weightValues(StepScope scope) {
    List<double[]> values = new ArrayList<>();
    Fetched fetched = new Fetched(runtime.runner());
    network.weights().forEach(weight -> fetched.add(weight.value(), values::add));
    fetched.run(scope);
    return values;
  }

  private void genotype(StepScope scope, Architecture expected) {
    Map<String, double[][]> mixing = new LinkedHashMap<>();
    for (CellType type : network.cellTypes()) {
      Result result = runtime.run(scope, runtime.runner().fetch(network.mixing(type)));
      mixing.put(type.name(), rows(TensorValues.doubles(result.get(0)), type.operations()));
    }
    // The order of a node's two edges counts: the stronger comes first.
    errors.add("genotype", golden.space().derive(mixing).equals(expected) ? 0 : 1, 0);
  }

  private FedBatch batch(StepScope scope) {
    return new FedBatch(
        scope.tensor(precision, Shape.of(golden.images().shape()), golden.images().data()),
        scope.labels(golden.labels()),
        scope.integer(0),
        golden.labels().length);
  }

  private void rows(String what, CellType type, double[] actual, List<GoldenTensor> expected) {
    int length = type.edges() * type.operations();
    if (actual.length != expected.size() * length) {
      throw new DataException(
          "the file has "
              + expected.size()
              + " "
              + type.name()
              + " cells, not "
              + actual.length / length);
    }
    for (int l = 0; l < expected.size(); l++) {
      errors.add(
          label(what + " of cell " + l, type),
          Errors.error(
              Arrays.copyOfRange(actual, l * length, (l + 1) * length), expected.get(l).data()),
          gradientTolerance);
    }
  }

  /** Directions are listed for the normal cells, or for all cells in network order. */
  private List<GoldenTensor> normalDirections() {
    List<GoldenTensor> all = golden.expected().directions();
    List<NetworkPlan.Cell> plan = network.spec().plan().cells();
    return all.size() != plan.size()
        ? all
        : IntStream.range(0, all.size())
            .filter(i -> plan.get(i).type().equals(normal))
            .mapToObj(all::get)
            .toList();
  }

  private void weights(
      String quantity,
      List<double[]> actual,
      Map<String, GoldenTensor> expected,
      double allowed,
      double worstAllowed) {
    Map<String, double[]> byName = new LinkedHashMap<>();
    List<Parameter> parameters = network.weights();
    for (int i = 0; i < parameters.size(); i++) {
      byName.put(parameters.get(i).name(), actual.get(i));
    }
    double total =
        Errors.norm(expected.values().stream().mapToDouble(t -> Errors.norm(t.data())).toArray());
    double worst = 0;
    String worstName = "";
    double squares = 0;
    for (Map.Entry<String, GoldenTensor> entry : expected.entrySet()) {
      double[] own = of(byName, translate(entry.getKey()));
      double[] golden = entry.getValue().data();
      double distance = Errors.distance(own, golden);
      squares += distance * distance;
      double relative = distance / Math.max(Errors.norm(golden), NEGLIGIBLE * total);
      if (!(relative <= worst)) {
        worst = relative;
        worstName = entry.getKey();
      }
    }
    errors.add(quantity + " together", Math.sqrt(squares) / total, allowed);
    errors.add(quantity + " worst", worst, worstName, worstAllowed);
  }

  private static String label(String what, CellType type) {
    return type.name().equals("normal") ? what : what + " (" + type.name() + ")";
  }

  private static double[][] rows(double[] values, int length) {
    double[][] rows = new double[values.length / length][];
    for (int l = 0; l < rows.length; l++) {
      rows[l] = Arrays.copyOfRange(values, l * length, (l + 1) * length);
    }
    return rows;
  }

  private static <K, V> V of(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new DataException("nothing for '" + key + "'");
    }
    return value;
  }
}
