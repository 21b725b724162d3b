package org.lambdanas.graph.supernet;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.graph.train.MomentumSgd;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * The two optimisers of a bilevel search and their memory: gradient descent with momentum for the
 * weights, Adam for the architecture parameters.
 */
public final class SearchOptimizers {

  /**
   * Settings of the weights' optimiser.
   *
   * @param momentum 0 to 1 (exclusive)
   * @param weightDecay coupled L2 penalty, at least 0
   * @param clipNorm ceiling of the gradient's global L2 norm; 0: no clipping
   */
  public record WeightSettings(double momentum, double weightDecay, double clipNorm) {

    /** Checks the ranges. */
    public WeightSettings {
      if (!(momentum >= 0 && momentum < 1) || !(weightDecay >= 0) || !(clipNorm >= 0)) {
        throw new ConfigException(
            ("gradient descent cannot use momentum %s, weight decay %s, clip norm %s: out "
                    + "of range")
                .formatted(momentum, weightDecay, clipNorm));
      }
    }
  }

  private final SuperNetwork network;
  private final WeightSettings weightSettings;
  private final ParameterStore momenta;
  private final ParameterStore moments;
  private final ParameterStore scratch;
  private final MomentumSgd sgd;
  private final Adam adam;
  private final Placeholder<TFloating> learningRate;

  /** The optimisers of a network. */
  public SearchOptimizers(
      SuperNetwork network, WeightSettings weightSettings, Adam.Settings alphaSettings) {
    this.network = network;
    this.weightSettings = weightSettings;
    GraphRuntime runtime = network.runtime();
    Ops tf = runtime.ops();
    // Everything here starts from constants: the seed does not matter.
    Seed none = new Seed(0);
    this.momenta = new ParameterStore(tf, runtime.precision(), "momentum", none);
    this.moments = new ParameterStore(tf, runtime.precision(), "adam", none);
    this.scratch = new ParameterStore(tf, runtime.precision(), "scratch", none);
    this.learningRate = tf.placeholder(runtime.precision().type());
    this.sgd =
        new MomentumSgd(
            runtime,
            network.weights(),
            momenta,
            weightSettings.momentum(),
            weightSettings.weightDecay(),
            weightSettings.clipNorm());
    this.adam = new Adam(runtime, moments, alphaSettings);
  }

  SuperNetwork network() {
    return network;
  }

  WeightSettings weightSettings() {
    return weightSettings;
  }

  MomentumSgd sgd() {
    return sgd;
  }

  Adam adam() {
    return adam;
  }

  Placeholder<TFloating> learningRate() {
    return learningRate;
  }

  /** Memory of the size of the weights that lives within a step only. */
  List<Parameter> scratch(String purpose) {
    return network.weights().stream()
        .map(
            weight ->
                scratch.get(purpose + "/" + weight.name(), weight.shape(), Initial.constant(0)))
        .toList();
  }

  /** Feeds the learning rate of the weights. */
  void feedRate(StepScope scope, GraphRun runner, double rate) {
    runner.feed(learningRate, scope.scalar(network.runtime().precision(), rate));
  }

  /**
   * Everything that a resumed search needs: weights, statistics, architecture parameters and the
   * optimisers' memory.
   */
  public List<Parameter> state() {
    List<Parameter> state = new ArrayList<>(network.weights());
    state.addAll(network.statistics());
    network.cellTypes().forEach(type -> state.add(network.alpha(type)));
    state.addAll(momenta.all());
    state.addAll(moments.all());
    return state;
  }

  /** Gives everything its initial value. Call once all steps are built. */
  public void initialise() {
    List<Parameter> all = new ArrayList<>(state());
    all.addAll(scratch.all());
    network.runtime().initialise(all);
  }
}
