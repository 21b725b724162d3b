package org.lambdanas.search.differentiable;

import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.supernet.SearchOptimizers.WeightSettings;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.graph.train.CosineDecay;
import org.lambdanas.graph.train.LinearRamp;
import org.lambdanas.proto.v1.AlphaOptimizerConfig;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.WeightOptimizerConfig;

/** A resolved configuration in the terms of the graph. */
final class Settings {

  private Settings() {}

  static Alignment alignment(SearchConfig config) {
    return config.getRegulariser().getKind() == RegulariserKind.REGULARISER_KIND_SIGN_CORRELATION
        ? Alignment.SIGN_CORRELATION
        : Alignment.CORRELATION;
  }

  static Precision precision(SearchConfig config) {
    return Precision.byId(config.getExecution().getPrecision());
  }

  static WeightSettings weights(SearchConfig config) {
    WeightOptimizerConfig optimizer = config.getWeightOptimizer();
    return new WeightSettings(
        optimizer.getMomentum(), optimizer.getWeightDecay(), optimizer.getClipNorm());
  }

  static Adam.Settings alpha(SearchConfig config) {
    AlphaOptimizerConfig optimizer = config.getAlphaOptimizer();
    return new Adam.Settings(
        optimizer.getLearningRate(),
        optimizer.getBeta1(),
        optimizer.getBeta2(),
        optimizer.getEpsilon(),
        optimizer.getWeightDecay());
  }

  static CosineDecay learningRate(SearchConfig config) {
    WeightOptimizerConfig optimizer = config.getWeightOptimizer();
    return new CosineDecay(
        optimizer.getLearningRate(), optimizer.getFinalLearningRate(), config.getEpochs());
  }

  static LinearRamp strength(SearchConfig config) {
    boolean lambda = config.getMethod() == SearchMethod.SEARCH_METHOD_LAMBDA_DARTS;
    return new LinearRamp(lambda ? config.getRegulariser().getStrength() : 0, config.getEpochs());
  }
}
