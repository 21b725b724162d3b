package org.lambdanas.graph.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.DoubleValues;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

class GraphRuntimeTest {

  private GraphRuntime runtime = new GraphRuntime(Precision.FLOAT64, ExecutionOptions.CPU);
  private Parameter first = parameter("first", 1, -2, 3);
  private Parameter second = parameter("second", 4, 5);

  @BeforeEach
  void build() {
    runtime.close();
    runtime = new GraphRuntime(Precision.FLOAT64, new ExecutionOptions("cpu", 1, 1));
    first = parameter("first", 1, -2, 3);
    second = parameter("second", 4, 5);
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  private Parameter parameter(String name, double... values) {
    return new ParameterStore(runtime.ops(), runtime.precision(), "test", new Seed(0))
        .get(name, Shape.of(values.length), (random, size) -> values);
  }

  private double[] values(Operand<TFloating> what) {
    try (StepScope scope = new StepScope()) {
      return TensorValues.doubles(runtime.run(scope, runtime.runner().fetch(what)).get(0));
    }
  }

  private Operand<TFloating> sum(Operand<TFloating> x) {
    return runtime.ops().reduceSum(x, runtime.ops().constant(new int[] {0}));
  }

  /** On a bare reference variable this kills the JVM. */
  @Test
  void aParametersValueCanBeSquaredAndDifferentiated() {
    Operand<TFloating> loss = sum(runtime.ops().math.square(first.value()));
    Operand<TFloating> gradient = runtime.gradients("g", loss, List.of(first.value())).get(0);
    runtime.initialise(List.of(first));
    assertThat(values(gradient)).containsExactly(2, -4, 6);
  }

  @Test
  void whatAScalarDoesNotDependOnHasAGradientOfZeros() {
    Ops tf = runtime.ops();
    Operand<TFloating> unused = tf.math.square(second.value());
    List<Operand<TFloating>> gradients =
        runtime.gradients("g", sum(first.value()), List.of(second.value(), first.value(), unused));
    runtime.initialise(List.of(first, second));
    assertThat(values(gradients.get(0))).containsExactly(0, 0);
    assertThat(values(gradients.get(1))).containsExactly(1, 1, 1);
    assertThat(values(gradients.get(2))).containsExactly(0, 0);
    List<Operand<TFloating>> none =
        runtime.gradients("h", sum(first.value()), List.of(second.value()));
    assertThat(values(none.get(0))).containsExactly(0, 0);
  }

  @Test
  void noGradientFlowsPastAStop() {
    Ops tf = runtime.ops();
    Operand<TFloating> held = tf.stopGradient(tf.math.square(first.value()));
    List<Operand<TFloating>> gradients =
        runtime.gradients(
            "g", sum(tf.math.mul(held, held)), List.of(first.value(), second.value(), held));
    runtime.initialise(List.of(first, second));
    assertThat(values(gradients.get(0))).containsExactly(0, 0, 0);
    assertThat(values(gradients.get(1))).containsExactly(0, 0);
    assertThat(values(gradients.get(2))).containsExactly(2, 8, 18);
  }

  @Test
  void aSequentialRuntimeComputesTheSame() {
    runtime.close();
    runtime = GraphRuntime.sequential(Precision.FLOAT64);
    Parameter parameter = parameter("first", 1, -2, 3);
    Operand<TFloating> loss = sum(runtime.ops().math.square(parameter.value()));
    Operand<TFloating> gradient = runtime.gradients("g", loss, List.of(parameter.value())).get(0);
    runtime.initialise(List.of(parameter));
    assertThat(values(gradient)).containsExactly(2, -4, 6);
    assertThat(values(loss)).containsExactly(14);
  }

  @Test
  void savedValuesComeBackBitForBit() {
    runtime.initialise(List.of(first, second));
    List<NamedTensor> odd =
        List.of(
            tensor("test/first", List.of(3L), -0.0, Double.MIN_VALUE, Math.nextUp(1.0)),
            tensor("test/second", List.of(2L), Double.NaN, Double.NEGATIVE_INFINITY));
    runtime.restore(List.of(first, second), odd);
    assertThat(runtime.save(List.of(first, second))).isEqualTo(odd);
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingIsWritten() {
    runtime.initialise(List.of(first, second));
    List<NamedTensor> before = runtime.save(List.of(first, second));
    NamedTensor good = tensor("test/first", List.of(3L), 7, 7, 7);
    assertRefused(List.of(good), "'test/second' is missing");
    assertRefused(List.of(good, good), "'test/first' is there twice");
    assertRefused(
        List.of(good, tensor("test/second", List.of(3L), 1, 2, 3)), "has shape [3], expected [2]");
    assertRefused(
        List.of(good, tensor("test/second", List.of(-1L), 1, 2)), "has shape [-1], expected [2]");
    assertRefused(
        List.of(good, tensor("test/second", List.of(2L, 1L), 1, 2)),
        "has shape [2, 1], expected [2]");
    assertRefused(
        List.of(good, tensor("test/second", List.of(2L), 1)), "has 1 entries: must have 2");
    assertRefused(
        List.of(good, NamedTensor.newBuilder().setName("test/second").addShape(2).build()),
        "VALUES_NOT_SET");
    assertThat(runtime.save(List.of(first, second))).isEqualTo(before);
  }

  private void assertRefused(List<NamedTensor> tensors, String why) {
    assertThatThrownBy(() -> runtime.restore(List.of(first, second), tensors))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(why);
  }

  private static NamedTensor tensor(String name, List<Long> shape, double... values) {
    DoubleValues.Builder doubles = DoubleValues.newBuilder();
    for (double value : values) {
      doubles.addValues(value);
    }
    return NamedTensor.newBuilder().setName(name).addAllShape(shape).setDoubles(doubles).build();
  }

  @Test
  void savingNothingIsNothing() {
    assertThat(runtime.save(List.of())).isEmpty();
    assertThat(runtime.runs()).isZero();
  }

  @Test
  void parametersStartFromTheirOwnDrawWhateverElseThereIs() {
    ParameterStore.Initial draw = (random, size) -> random.doubles(size).toArray();
    Seed seed = new Seed(5);
    ParameterStore one = new ParameterStore(runtime.ops(), Precision.FLOAT64, "one", seed);
    ParameterStore two = new ParameterStore(runtime.ops(), Precision.FLOAT64, "two", seed);
    one.get("other", Shape.of(9), draw);
    double[] values = one.get("x", Shape.of(4), draw).initialValue();
    assertThat(two.get("x", Shape.of(4), draw).initialValue()).containsExactly(values);
    assertThat(one.get("x", Shape.of(4), draw)).isSameAs(one.get("x", Shape.of(4), draw));
    assertThat(one.get("y", Shape.of(4), draw).initialValue()).isNotEqualTo(values);
    assertThatThrownBy(() -> one.get("x", Shape.of(5), draw))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one/x");
  }

  @Test
  void aRunThatTensorFlowRefusesIsOneLine() {
    Operand<TFloating> unfed = runtime.ops().placeholder(Precision.FLOAT64.type());
    try (StepScope scope = new StepScope()) {
      assertThatThrownBy(() -> runtime.run(scope, runtime.runner().fetch(unfed)))
          .isInstanceOf(GraphBuildException.class)
          .hasMessageContaining("could not run the graph")
          .extracting(Throwable::getMessage)
          .asString()
          .doesNotContain("\n");
    }
  }

  @Test
  void devicesAndThreadsAreChecked() {
    assertThat(new ExecutionOptions("gpu:0", 0, 0).isGpu()).isTrue();
    assertThat(ExecutionOptions.CPU.isGpu()).isFalse();
    assertThatThrownBy(() -> new ExecutionOptions("tpu", 0, 0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'tpu'");
    for (String device :
        List.of("gpu:", "gpu:0,", "gpu:0 gpu:1", "cpu,cpu", "gpu:0,cpu:0", "gpu:1,gpu:1", "")) {
      assertThatThrownBy(() -> new ExecutionOptions(device, 0, 0))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("'" + device + "'");
    }
    assertThat(new ExecutionOptions("gpu:3,gpu:1", 0, 0).devices())
        .map(Object::toString)
        .containsExactly("/device:GPU:3", "/device:GPU:1");
    assertThat(new ExecutionOptions("cpu:0,cpu:1", 0, 0).devices()).hasSize(2);
    assertThat(ExecutionOptions.CPU.devices()).isEmpty();
    assertThatThrownBy(() -> new ExecutionOptions("cpu", -1, 0))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> Precision.byId("float8"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("float32, float64");
  }
}
