package org.lambdanas.search.backend;

import java.util.ServiceLoader;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.Objective;

/**
 * Makes evaluators of a kind that not every build has, found as a service ({@code
 * META-INF/services}).
 */
interface EvaluatorSource {

  /** As {@link Backends#of}. */
  Evaluator of(BackendConfig config, Objective objective);

  /** That of Spark; ConfigException if this build is without it. */
  static EvaluatorSource spark() {
    return ServiceLoader.load(EvaluatorSource.class, EvaluatorSource.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "this build is without Spark: set LNAS_PROFILE=spark to build with it, or"
                        + " choose --backend workers"));
  }
}
