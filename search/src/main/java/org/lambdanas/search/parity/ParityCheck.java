package org.lambdanas.search.parity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.alignment.Alignment.Agreement;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.supernet.FedBatch;
import org.lambdanas.graph.supernet.SuperNetwork;
import org.lambdanas.graph.supernet.SuperNetworkSpec;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.family.TFloating;

/**
 * Builds the super-network of a golden file with the file's weights and compares everything that
 * Λ-DARTS computes: loss, logits, gradients in the cells' mixing weights, in alpha and in the
 * weights, the alignment, its directions, the step, and the regulariser's weight gradient.
 */
public final class ParityCheck {

  /** A gradient this much smaller than all together is judged against all. */
  private static final double NEGLIGIBLE = 1e-6;

  private final GoldenCase golden;
  private final Precision precision;
  private final SuperNetwork network;
  private final GraphRuntime runtime;
  private final List<ParityReport.Line> lines = new ArrayList<>();
  private final double tolerance;
  private final double gradientTolerance;
  private final double regulariserTolerance;
  private final double worstRegulariserTolerance;

  private ParityCheck(GoldenCase golden, GraphRuntime runtime, SuperNetwork network) {
    this.golden = golden;
    this.precision = runtime.precision();
    this.network = network;
    this.runtime = runtime;
    boolean wide = precision == Precision.FLOAT64;
    this.tolerance = wide ? 1e-8 : 1e-4;
    this.gradientTolerance = wide ? 1e-8 : 1e-3;
    this.regulariserTolerance = wide ? 1e-6 : 2e-2;
    // Rounding is about the same in every tensor of the difference, so it is a larger share of the
    // small ones; how large depends on the processor's kernels.
    this.worstRegulariserTolerance = wide ? 1e-6 : 2e-1;
  }

  /**
   * Compares with a golden file.
   *
   * @param file JSON, plain or gzipped
   * @param precision what to compute in
   * @param options device and threads
   * @return the errors
   * @throws DataException if the file is not a golden file or does not fit its own space
   */
  public static ParityReport run(Path file, Precision precision, ExecutionOptions options) {
    GoldenCase golden = GoldenReader.read(file);
    long[] shape = golden.images().shape();
    if (shape.length != 4 || shape[1] != shape[2] || shape[0] != golden.labels().length) {
      throw new DataException(
          file + ": images are " + Arrays.toString(shape) + ", not one square image per label");
    }
    try (GraphRuntime runtime = new GraphRuntime(precision, options)) {
      NetworkSize size =
          new NetworkSize(golden.channels(), golden.depth(), (int) shape[3], golden.classes());
      checkSize(golden, size);
      SuperNetworkSpec spec = new SuperNetworkSpec(golden.space(), size, (int) shape[1], 0);
      SuperNetwork network = new SuperNetwork(runtime, spec, new Seed(0));
      ParityCheck check = new ParityCheck(golden, runtime, network);
      check.load();
      check.compare();
      return new ParityReport(golden.space().id(), precision.id(), check.lines);
    } catch (ConfigException | DataException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  /** A network is built only if the file really holds its weights. */
  private static void checkSize(GoldenCase golden, NetworkSize size) {
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
    runtime.initialise(
        Stream.of(network.weights(), network.statistics()).flatMap(List::stream).toList());
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
    try (StepScope scope = new StepScope()) {
      FedBatch batch = batch(scope);
      GraphRun runner = network.runner(batch);
      runner.fetch(network.loss()).fetch(network.logits());
      List<CellType> types = network.cellTypes();
      types.forEach(
          type -> runner.fetch(network.cellGradients(type)).fetch(network.alphaGradient(type)));
      network.weightGradients().forEach(runner::fetch);
      Result result = runtime.run(scope, runner);

      add("loss", error(TensorValues.scalar(result.get(0)), expected.loss()), tolerance);
      add(
          "logits",
          error(TensorValues.doubles(result.get(1)), expected.logits().data()),
          tolerance);
      Map<CellType, double[][]> cellGradients = new LinkedHashMap<>();
      int next = 2;
      for (CellType type : types) {
        double[][] cells =
            rows(TensorValues.doubles(result.get(next++)), type.edges() * type.operations());
        cellGradients.put(type, cells);
        cells(type, cells, of(expected.cellGradients(), type.name()));
        add(
            label("alpha gradient", type),
            error(
                TensorValues.doubles(result.get(next++)),
                of(expected.alphaGradients(), type.name()).data()),
            gradientTolerance);
      }
      weights(
          "weight gradients",
          values(result, next),
          expected.weightGradients(),
          gradientTolerance,
          gradientTolerance);
      alignment(batch, cellGradients);
      expected.genotype().ifPresent(genotype -> genotype(scope, genotype));
    }
  }

  private void genotype(StepScope scope, Architecture expected) {
    Map<String, double[][]> mixing = new LinkedHashMap<>();
    for (CellType type : network.cellTypes()) {
      Result result = runtime.run(scope, runtime.runner().fetch(network.mixing(type)));
      mixing.put(type.name(), rows(TensorValues.doubles(result.get(0)), type.operations()));
    }
    // The order of a node's two edges counts: the stronger comes first.
    add("genotype", golden.space().derive(mixing).equals(expected) ? 0 : 1, 0);
  }

  private FedBatch batch(StepScope scope) {
    long[] shape = golden.images().shape();
    if (precision == Precision.FLOAT64) {
      // Golden images are double: rounding them first would hide behind the tolerance.
      return new FedBatch(
          scope.tensor(precision, org.tensorflow.ndarray.Shape.of(shape), golden.images().data()),
          scope.labels(golden.labels()),
          scope.integer(0),
          golden.labels().length);
    }
    float[] images = new float[golden.images().data().length];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) golden.images().data()[i];
    }
    return FedBatch.of(
        scope,
        precision,
        new Batch(
            images,
            golden.labels(),
            golden.labels().length,
            (int) shape[1],
            (int) shape[2],
            (int) shape[3]));
  }

  private void cells(CellType type, double[][] actual, List<GoldenTensor> expected) {
    if (actual.length != expected.size()) {
      throw new DataException(
          "the file has " + expected.size() + " " + type.name() + " cells, not " + actual.length);
    }
    for (int l = 0; l < actual.length; l++) {
      add(
          label("gradient of cell " + l, type),
          error(actual[l], expected.get(l).data()),
          gradientTolerance);
    }
  }

  private void alignment(FedBatch batch, Map<CellType, double[][]> cellGradients) {
    GoldenCase.Expected expected = golden.expected();
    CellType normal = network.cellTypes().get(0);
    double[][] gradients = of(cellGradients, normal);
    expected
        .alignments()
        .forEach(
            (kind, value) ->
                add(
                    "alignment " + kind.id(),
                    error(agreement(kind, gradients).value(), value),
                    gradientTolerance));
    Agreement agreement = agreement(golden.regulariser(), gradients);
    List<double[]> expectedDirections = normalDirections(normal, gradients.length);
    for (int l = 0; l < gradients.length; l++) {
      add(
          "direction of cell " + l,
          error(agreement.directions()[l], expectedDirections.get(l)),
          gradientTolerance);
    }
    double epsilon = expected.epsilon0() / agreement.directionNorm();
    add("epsilon", error(epsilon, expected.epsilon()), gradientTolerance);
    List<double[]> plus = weightGradients(batch, normal, agreement.directions(), epsilon);
    List<double[]> minus = weightGradients(batch, normal, agreement.directions(), -epsilon);
    List<double[]> central = new ArrayList<>();
    for (int i = 0; i < plus.size(); i++) {
      double[] difference = plus.get(i);
      for (int k = 0; k < difference.length; k++) {
        difference[k] = (difference[k] - minus.get(i)[k]) / (2 * epsilon);
      }
      central.add(difference);
    }
    weights(
        "regulariser gradients",
        central,
        expected.regulariserGradients(),
        regulariserTolerance,
        worstRegulariserTolerance);
  }

  private static Agreement agreement(Alignment kind, double[][] gradients) {
    Optional<Agreement> agreement = kind.of(gradients);
    return agreement.orElseThrow(
        () -> new DataException("the network has no alignment: fewer than two cells"));
  }

  /** Directions are listed for the normal cells, or for all cells in network order. */
  private List<double[]> normalDirections(CellType normal, int cells) {
    List<GoldenTensor> all = golden.expected().directions();
    List<NetworkPlan.Cell> plan = network.spec().plan().cells();
    List<double[]> found = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean everyCell = all.size() == plan.size();
      if (!everyCell || plan.get(i).type().equals(normal)) {
        found.add(all.get(i).data());
      }
    }
    if (found.size() != cells) {
      throw new DataException("the file has directions of " + found.size() + " normal cells");
    }
    return found;
  }

  private List<double[]> weightGradients(
      FedBatch batch, CellType type, double[][] directions, double epsilon) {
    double[] delta =
        Arrays.stream(directions).flatMapToDouble(Arrays::stream).map(d -> epsilon * d).toArray();
    try (StepScope scope = new StepScope()) {
      GraphRun runner = network.runner(batch);
      network.feedDelta(runner, type, scope.tensor(precision, network.stackedShape(type), delta));
      List<Operand<TFloating>> gradients = network.weightGradients();
      gradients.forEach(runner::fetch);
      return values(runtime.run(scope, runner), 0);
    }
  }

  private static List<double[]> values(Result result, int first) {
    List<double[]> values = new ArrayList<>();
    for (int i = first; i < result.size(); i++) {
      values.add(TensorValues.doubles(result.get(i)));
    }
    return values;
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
    double total = norm(expected.values().stream().mapToDouble(t -> norm(t.data())).toArray());
    double worst = 0;
    String worstName = "";
    double squares = 0;
    for (Map.Entry<String, GoldenTensor> entry : expected.entrySet()) {
      double[] own = of(byName, translate(entry.getKey()));
      double[] golden = entry.getValue().data();
      double distance = distance(own, golden);
      squares += distance * distance;
      double relative = distance / Math.max(norm(golden), NEGLIGIBLE * total);
      if (!(relative <= worst)) {
        worst = relative;
        worstName = entry.getKey();
      }
    }
    add(quantity + " together", Math.sqrt(squares) / total, allowed);
    lines.add(new ParityReport.Line(quantity + " worst", worst, worstName, worstAllowed));
  }

  private void add(String quantity, double error, double allowed) {
    lines.add(new ParityReport.Line(quantity, error, "", allowed));
  }

  private static String label(String what, CellType type) {
    return type.name().equals("normal") ? what : what + " (" + type.name() + ")";
  }

  private static double error(double actual, double expected) {
    return error(new double[] {actual}, new double[] {expected});
  }

  private static double error(double[] actual, double[] expected) {
    double norm = norm(expected);
    double distance = distance(actual, expected);
    return norm > 0 ? distance / norm : distance;
  }

  private static double distance(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new DataException("a tensor has " + b.length + " values, the network's " + a.length);
    }
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return norm(difference);
  }

  private static double norm(double[] v) {
    return Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
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
