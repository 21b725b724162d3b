package org.lambdanas.graph.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.StopGradient;
import org.tensorflow.op.core.ZerosLike;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.family.TFloating;

/**
 * One graph with its session: builds, differentiates, initialises, runs, saves and restores.
 * Building comes first; the session starts with the first run. Closing frees both.
 */
public final class GraphRuntime implements AutoCloseable {

  /** Operations that hand no gradient on. */
  private static final Set<String> NO_GRADIENT = Set.of(StopGradient.OP_NAME, ZerosLike.OP_NAME);

  private static final Logger LOGGER = LogManager.getLogger(GraphRuntime.class);

  private final Graph graph = new Graph();
  private final Ops unplaced = Ops.create(graph);
  private final Precision precision;
  private final ExecutionOptions options;
  private final boolean sequential;
  private final boolean transitory;
  private final Ops tf;
  private @Nullable Graph placed;
  private @Nullable Session session;
  private @Nullable Watch watch;
  private long runs;

  /** An empty graph. */
  public GraphRuntime(Precision precision, ExecutionOptions options) {
    this(precision, options, false, false);
  }

  private GraphRuntime(
      Precision precision, ExecutionOptions options, boolean sequential, boolean transitory) {
    this.precision = precision;
    this.options = options;
    this.sequential = sequential;
    this.transitory = transitory;
    this.tf = ops(0);
    if (precision == Precision.BFLOAT16 && !options.isGpu() && !Processor.hasBfloat16()) {
      LOGGER.warn(
          "this processor has no instructions for bfloat16: float32 is faster"
              + ("0".equals(System.getenv("TF_ENABLE_ONEDNN_OPTS"))
                  ? ""
                  : ", and gradients are more exact with TF_ENABLE_ONEDNN_OPTS=0 in the"
                      + " environment"));
    }
  }

  /**
   * An empty graph for small networks, whose operations take less time than handing them out to
   * threads: they run one after the other, always in the same order, in the thread that asks.
   * Inside a large operation TensorFlow still divides the work among as many threads as the
   * process's first session has asked for, which shows in the last bits.
   */
  public static GraphRuntime sequential(Precision precision) {
    return new GraphRuntime(precision, new ExecutionOptions("cpu", 1, 1), true, false);
  }

  /**
   * An empty graph that runs only a few times: nothing is done to make it faster. Where operations
   * run one at a time on the processor, they do so in the thread that asks.
   */
  public static GraphRuntime transitory(Precision precision, ExecutionOptions options) {
    return new GraphRuntime(
        precision, options, options.devices().isEmpty() && options.interOpThreads() == 1, true);
  }

  /** Where operations are added: on the chosen device, the first of several. */
  public Ops ops() {
    return tf;
  }

  /** Where it runs, and with how many threads. */
  public ExecutionOptions options() {
    return options;
  }

  /** How many devices share a batch, at least 1. */
  public int towers() {
    return Math.max(1, options.devices().size());
  }

  /** Where the operations of one device's share of a batch are added. */
  public Ops ops(int tower) {
    List<DeviceSpec> devices = options.devices();
    return devices.isEmpty() ? unplaced : unplaced.withDevice(devices.get(tower));
  }

  /** The type networks compute in. */
  public Precision precision() {
    return precision;
  }

  /** The graph as built so far. */
  public GraphDef definition() {
    return graph.toGraphDef();
  }

  /** The part of the graph that some operations need. */
  public GraphDef definitionFor(List<Op> operations) {
    Set<GraphOperation> wanted = new HashSet<>();
    operations.forEach(operation -> wanted.add(graph.operationOrThrow(operation.op().name())));
    Set<String> needed = new HashSet<>();
    wanted.forEach(operation -> needed.add(operation.name()));
    graph.subgraphToOps(wanted).forEach(operation -> needed.add(operation.name()));
    GraphDef whole = definition();
    List<NodeDef> nodes =
        whole.getNodeList().stream().filter(node -> needed.contains(node.getName())).toList();
    return whole.toBuilder().clearNode().addAllNode(nodes).build();
  }

  /** A node by its name; empty if it is not of this graph, but of TensorFlow's optimiser. */
  public Optional<NodeShapes> node(String name) {
    return Optional.ofNullable(graph.operation(name)).map(NodeShapes::of);
  }

  /** Number of session runs so far. */
  public long runs() {
    return runs;
  }

  /**
   * Adds the gradient of a scalar.
   *
   * @param name prefix of the new operations, unique in the graph
   * @param scalar what is differentiated
   * @param by with respect to these
   * @return one gradient for each, of its shape, in the type of parameters; zeros where the scalar
   *     does not depend on it
   */
  public List<Operand<TFloating>> gradients(
      String name, Operand<TFloating> scalar, List<Operand<TFloating>> by) {
    // TensorFlow refuses what the scalar does not depend on, such as weights on an edge that leads
    // nowhere.
    Set<Operation> upstream = upstream(scalar);
    List<Operand<TFloating>> reached =
        by.stream().filter(operand -> upstream.contains(operand.op())).toList();
    // An explicit seed: the default one has no gradient of its own.
    Operand<TFloating> seed = tf.dtypes.cast(tf.constant(precision.lossScale()), precision.type());
    Output<?>[] gradients =
        reached.isEmpty()
            ? new Output<?>[0]
            : graph.addGradients(
                name,
                new Output<?>[] {scalar.asOutput()},
                reached.stream().map(Operand::asOutput).toArray(Output<?>[]::new),
                new Output<?>[] {seed.asOutput()});
    List<Operand<TFloating>> result = new ArrayList<>();
    int next = 0;
    for (Operand<TFloating> operand : by) {
      Output<?> gradient = upstream.contains(operand.op()) ? gradients[next++] : null;
      result.add(gradient == null ? wide(tf.zerosLike(operand)) : unscaled(gradient));
    }
    return result;
  }

  private Operand<TFloating> unscaled(Output<?> gradient) {
    Operand<TFloating> scaled =
        gradient.type().equals(precision.type())
            ? gradient.expect(precision.type())
            : wide(gradient.expect(precision.mapType()));
    return precision.lossScale() == 1
        ? scaled
        : tf.math.mul(
            scaled, tf.dtypes.cast(tf.constant(1 / precision.lossScale()), precision.type()));
  }

  /** A tensor in the type of parameters: itself unless it is narrower. */
  public Operand<TFloating> wide(Operand<TFloating> x) {
    return x.type().equals(precision.type()) ? x : tf.dtypes.cast(x, precision.type());
  }

  /**
   * Adds derivatives along a direction, forward from the inputs to the targets; targets may be
   * gradients, which makes the result a product with second derivatives.
   *
   * @param name prefix of the new operations
   * @param targets what is differentiated
   * @param by the inputs that move
   * @param directions how each of them moves, of its shape
   * @return one derivative for each target, of its shape; zeros where it does not depend on an
   *     input
   * @throws GraphBuildException if an operation in between has no rule
   */
  public List<Operand<TFloating>> derivatives(
      String name,
      List<Operand<TFloating>> targets,
      List<Operand<TFloating>> by,
      List<Operand<TFloating>> directions) {
    return new DirectionalDerivative(graph, definition(), unplaced.withSubScope(name), precision)
        .of(targets, by, directions);
  }

  /** Every operation that a gradient of a tensor reaches, its own included. */
  private static Set<Operation> upstream(Operand<?> tensor) {
    Set<Operation> seen = new HashSet<>();
    Deque<Operation> open = new ArrayDeque<>();
    open.add(tensor.op());
    while (!open.isEmpty()) {
      if (open.remove() instanceof GraphOperation operation
          && seen.add(operation)
          && !NO_GRADIENT.contains(operation.type())) {
        operation.inputs().forEach(input -> open.add(input.op()));
      }
    }
    return seen;
  }

  /** Starts describing a run. */
  public GraphRun runner() {
    return new GraphRun(session().runner());
  }

  /** Runs and keeps what comes back in a scope; GraphBuildException if TensorFlow cannot run it. */
  public Result run(StepScope scope, GraphRun runner) {
    runs++;
    try {
      if (watch == null) {
        return scope.run(runner);
      }
      Result result = scope.run(runner, watch.options());
      result.getMetadata().ifPresent(watch.records()::add);
      return result;
    } catch (RuntimeException e) {
      // Few of TensorFlow's exceptions are TensorFlowExceptions: a bad argument is not.
      throw new GraphBuildException(
          "TensorFlow could not run the graph: " + Excerpt.firstLine(e), e);
    }
  }

  /** Traces runs, one record for each: when operations started and ended. Slows them down. */
  public List<RunMetadata> traced(Runnable work) {
    return watched(
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build(), work);
  }

  /**
   * What runs carried out, one graph for each: what they needed of this one, as TensorFlow has
   * changed it, on all devices. Not of a {@linkplain #transitory transitory} graph, which is not
   * kept.
   */
  public List<GraphDef> carriedOut(Runnable work) {
    return watched(RunOptions.newBuilder().setOutputPartitionGraphs(true).build(), work).stream()
        .map(
            run -> {
              GraphDef.Builder whole = GraphDef.newBuilder();
              run.getPartitionGraphsList().forEach(part -> whole.addAllNode(part.getNodeList()));
              return whole.build();
            })
        .toList();
  }

  private List<RunMetadata> watched(RunOptions asked, Runnable work) {
    Watch own = new Watch(asked, new ArrayList<>());
    watch = own;
    try {
      work.run();
    } finally {
      watch = null;
    }
    return own.records();
  }

  private record Watch(RunOptions options, List<RunMetadata> records) {}

  /** Gives parameters their initial values, in one run. */
  public void initialise(List<Parameter> parameters) {
    assign(parameters, Parameter::initialValue);
  }

  /** Gives parameters values, row-major, in one run. */
  public void assign(Map<Parameter, double[]> values) {
    assign(List.copyOf(values.keySet()), values::get);
  }

  private void assign(List<Parameter> parameters, Function<Parameter, double[]> values) {
    try (StepScope scope = new StepScope()) {
      GraphRun runner = runner();
      for (Parameter parameter : parameters) {
        runner.feed(
            parameter.replacement(),
            scope.tensor(precision, parameter.shape(), values.apply(parameter)));
        runner.addTarget(parameter.replace());
      }
      run(scope, runner);
    }
  }

  /** Reads parameters, bit for bit, in one run: a tensor for each, with its name. */
  public List<NamedTensor> save(List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      return List.of();
    }
    try (StepScope scope = new StepScope()) {
      GraphRun runner = runner();
      parameters.forEach(parameter -> runner.fetch(parameter.value()));
      Result result = run(scope, runner);
      List<NamedTensor> tensors = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        tensors.add(TensorValues.named(parameters.get(i).name(), result.get(i)));
      }
      return tensors;
    }
  }

  /**
   * Writes parameters in one run: bit for bit from their own precision, else rounded or widened.
   * DataException, and nothing is written, if a tensor is missing or of another shape or type.
   */
  public void restore(List<Parameter> parameters, List<NamedTensor> tensors) {
    Map<String, NamedTensor> byName = TensorMessages.byName(tensors);
    try (StepScope scope = new StepScope()) {
      GraphRun runner = runner();
      for (Parameter parameter : parameters) {
        NamedTensor tensor = byName.get(parameter.name());
        if (tensor == null) {
          throw new DataException("tensor '" + parameter.name() + "' is missing");
        }
        runner.feed(parameter.replacement(), fed(scope, parameter.shape(), tensor));
        runner.addTarget(parameter.replace());
      }
      run(scope, runner);
    }
  }

  /** The same; DataException also if there are tensors of no parameter. */
  public void restoreAll(List<Parameter> parameters, List<NamedTensor> tensors) {
    Map<String, NamedTensor> foreign = new LinkedHashMap<>(TensorMessages.byName(tensors));
    parameters.forEach(parameter -> foreign.remove(parameter.name()));
    if (!foreign.isEmpty()) {
      String name = foreign.keySet().iterator().next();
      throw new DataException("tensor '" + Excerpt.of(name) + "' is not one of this network");
    }
    restore(parameters, tensors);
  }

  private Tensor fed(StepScope scope, Shape shape, NamedTensor tensor) {
    return tensor.hasFloats()
        ? scope.tensor(precision, shape, TensorMessages.floats(tensor, shape.asArray()))
        : scope.tensor(precision, shape, TensorMessages.doubles(tensor, shape.asArray()));
  }

  private Session session() {
    if (session == null) {
      ConfigProto.Builder config =
          ConfigProto.newBuilder()
              .setIntraOpParallelismThreads(options.intraOpThreads())
              .setInterOpParallelismThreads(options.interOpThreads())
              .setAllowSoftPlacement(options.isGpu())
              .putDeviceCount("CPU", options.logicalProcessors())
              // The rewriter finds nothing in these graphs and takes seconds for each kind of run.
              .setGraphOptions(
                  GraphOptions.newBuilder()
                      .setRewriteOptions(
                          RewriterConfig.newBuilder().setDisableMetaOptimizer(true)));
      if (!options.isGpu()) {
        config.putDeviceCount("GPU", 0);
      }
      if (transitory) {
        // Each kind of run has a copy of the graph of its own: not worth a second look.
        config
            .getGraphOptionsBuilder()
            .setOptimizerOptions(
                OptimizerOptions.newBuilder().setOptLevel(OptimizerOptions.Level.L0));
        config
            .getExperimentalBuilder()
            .setDisableOutputPartitionGraphs(true)
            .setOptimizeForStaticGraph(true);
      }
      if (sequential) {
        // A negative number of threads stands for the caller's own.
        config
            .setInterOpParallelismThreads(-1)
            .getExperimentalBuilder()
            .setExecutorType("SINGLE_THREADED_EXECUTOR");
      }
      session = new Session(placedGraph(), config.build());
    }
    return session;
  }

  private Graph placedGraph() {
    if (options.devices().isEmpty()) {
      return graph;
    }
    // An operation's device is settled when it is made: gradients get theirs in a copy.
    Graph copy = new Graph();
    placed = copy;
    copy.importGraphDef(Placement.of(definition(), options.devices().get(0).toString()));
    return copy;
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    if (placed != null) {
      placed.close();
    }
    graph.close();
  }
}
