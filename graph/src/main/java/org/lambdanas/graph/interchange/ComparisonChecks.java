package org.lambdanas.graph.interchange;

import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.DerivedCell;

/** Rules of {@code comparison.proto}. */
final class ComparisonChecks {

  private ComparisonChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(ComparisonConfig.class, ComparisonChecks::config)
        .on(DerivedCell.class, ComparisonChecks::cell)
        .on(ComparedRun.class, ComparisonChecks::run)
        .on(ComparisonResult.class, ComparisonChecks::result);
  }

  private static void config(ComparisonConfig config, FieldPath path) {
    path.present("methods", config.getMethodsCount() > 0);
    path.present("seeds", config.getSeedsCount() > 0);
    path.present("search", config.hasSearch());
    path.unique("methods", config.getMethodsList());
    path.unique("seeds", config.getSeedsList().stream().map(String::valueOf).toList());
  }

  private static void cell(DerivedCell cell, FieldPath path) {
    path.present("architecture", cell.hasArchitecture());
  }

  private static void run(ComparedRun run, FieldPath path) {
    path.present("method", !run.getMethod().isEmpty());
    path.present("cells", run.getCellsCount() > 0);
    if (run.hasValidationAccuracy()) {
      path.within("validation_accuracy", run.getValidationAccuracy(), 0, 100);
    }
    path.notNegative("seconds", run.getSeconds());
  }

  private static void result(ComparisonResult result, FieldPath path) {
    path.present("config", result.hasConfig());
  }
}
