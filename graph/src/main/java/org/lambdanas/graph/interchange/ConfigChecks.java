package org.lambdanas.graph.interchange;

import java.util.Set;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.AlphaOptimizerConfig;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.DiagnosisConfig;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.RegulariserConfig;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.WeightOptimizerConfig;

/** Rules of the configuration of a search: {@code search.proto}, resolved form. */
final class ConfigChecks {

  private static final Set<String> PRECISIONS = Set.of("float32", "float64", "bfloat16", "float16");

  private ConfigChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(SearchConfig.class, ConfigChecks::config)
        .on(DataConfig.class, ConfigChecks::data)
        .on(NetworkConfig.class, ConfigChecks::network)
        .on(RegulariserConfig.class, ConfigChecks::regulariser)
        .on(WeightOptimizerConfig.class, ConfigChecks::weightOptimizer)
        .on(AlphaOptimizerConfig.class, ConfigChecks::alphaOptimizer)
        .on(DiagnosisConfig.class, ConfigChecks::diagnosis)
        .on(ExecutionConfig.class, ConfigChecks::execution);
  }

  private static void config(SearchConfig config, FieldPath path) {
    path.name("space", config.getSpace());
    path.present("data", config.hasData());
    if (config.getData().getTrainPortion() == 1) {
      throw path.field("data")
          .field("train_portion")
          .refuse("is 1, which leaves no images for alpha");
    }
    path.present("network", config.hasNetwork());
    path.present("method", config.getMethod() != SearchMethod.SEARCH_METHOD_UNSPECIFIED);
    path.present("weight_optimizer", config.hasWeightOptimizer());
    path.present("alpha_optimizer", config.hasAlphaOptimizer());
    path.present("execution", config.hasExecution());
    path.atLeast("epochs", config.getEpochs(), 1);
    path.atLeast("batch_size", config.getBatchSize(), 1);
    if (config.getMethod() == SearchMethod.SEARCH_METHOD_LAMBDA_DARTS) {
      path.present(
          "regulariser.kind",
          config.getRegulariser().getKind() != RegulariserKind.REGULARISER_KIND_UNSPECIFIED);
    }
  }

  private static void diagnosis(DiagnosisConfig diagnosis, FieldPath path) {
    double ratio = diagnosis.getEarlyStopRatio();
    if (ratio != 0 && !(ratio > 1 && Double.isFinite(ratio))) {
      throw path.field("early_stop_ratio").refuse("is " + ratio + ", must be 0 or above 1");
    }
    if (ratio != 0 && diagnosis.getHessianEvery() == 0) {
      throw path.field("hessian_every").refuse("is 0, but early_stop_ratio needs the eigenvalue");
    }
  }

  private static void data(DataConfig data, FieldPath path) {
    path.name("data_set", data.getDataSet());
    double portion = data.getTrainPortion();
    if (!(portion > 0 && portion <= 1)) {
      throw path.field("train_portion").refuse("is " + portion + ", must be between 0 and 1");
    }
    path.within("least_crop_share", data.getLeastCropShare(), 0, 1);
  }

  private static void network(NetworkConfig network, FieldPath path) {
    path.atLeast("channels", network.getChannels(), 1);
  }

  private static void regulariser(RegulariserConfig regulariser, FieldPath path) {
    path.notNegative("strength", regulariser.getStrength());
    path.positive("epsilon0", regulariser.getEpsilon0());
  }

  private static void weightOptimizer(WeightOptimizerConfig optimizer, FieldPath path) {
    path.positive("learning_rate", optimizer.getLearningRate());
    path.notNegative("final_learning_rate", optimizer.getFinalLearningRate());
    path.belowOne("momentum", optimizer.getMomentum());
    path.notNegative("weight_decay", optimizer.getWeightDecay());
    path.notNegative("clip_norm", optimizer.getClipNorm());
  }

  private static void alphaOptimizer(AlphaOptimizerConfig optimizer, FieldPath path) {
    path.notNegative("learning_rate", optimizer.getLearningRate());
    path.belowOne("beta1", optimizer.getBeta1());
    path.belowOne("beta2", optimizer.getBeta2());
    path.notNegative("epsilon", optimizer.getEpsilon());
    path.notNegative("weight_decay", optimizer.getWeightDecay());
    path.notNegative("initial_deviation", optimizer.getInitialDeviation());
  }

  private static void execution(ExecutionConfig execution, FieldPath path) {
    path.name("device", execution.getDevice());
    if (!PRECISIONS.contains(execution.getPrecision())) {
      throw path.field("precision")
          .refuse(
              "is '"
                  + Excerpt.of(execution.getPrecision())
                  + "', must be float32, float64, bfloat16 or float16");
    }
    path.atLeast("prefetch", execution.getPrefetch(), 1);
  }
}
