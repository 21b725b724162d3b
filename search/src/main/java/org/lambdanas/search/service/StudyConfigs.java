package org.lambdanas.search.service;

import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.CreateStudyRequest;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StudyConfig;
import org.lambdanas.proto.v1.TellingOrder;
import org.lambdanas.search.guidedrun.GuidedConfigs;

/** Studies as searches whose results somebody else brings. */
final class StudyConfigs {

  /** Proposals at most that wait for their results. */
  static final int MOST_OUT = 1000;

  private StudyConfigs() {}

  /** A request with the declared defaults of what it leaves open. */
  static CreateStudyRequest withDefaults(CreateStudyRequest request) {
    CreateStudyRequest.Builder filled = request.toBuilder();
    if (request.hasConfig()) {
      filled
          .getConfigBuilder()
          .setStrategy(
              FieldSetting.withDefaults(StrategyConfig.newBuilder())
                  .mergeFrom(request.getConfig().getStrategy()));
    }
    return filled.build();
  }

  /**
   * The search that a study is.
   *
   * @param study with defaults
   * @throws org.lambdanas.graph.error.ConfigException if settings do not fit each other
   */
  static GuidedConfig search(StudyConfig study) {
    GuidedConfig.Builder search =
        GuidedConfigs.defaults()
            .setSpace(study.getSpace())
            .setStrategy(study.getStrategy())
            .setBudget(study.getBudget())
            .setQueries(study.getQueries())
            .setSeed(study.getSeed())
            .setOrder(TellingOrder.TELLING_ORDER_ARRIVALS)
            .setAhead(MOST_OUT);
    search.getObjectiveBuilder().setExternal(study.getObjective());
    GuidedConfig complete = GuidedConfigs.complete(search.build());
    Validation.checkConfig(complete);
    return complete;
  }

  /** The study that a search is, as callers see it. */
  static StudyConfig study(GuidedConfig search) {
    return StudyConfig.newBuilder()
        .setSpace(search.getSpace())
        .setStrategy(search.getStrategy())
        .setObjective(search.getObjective().getExternal())
        .setBudget(search.getBudget().toBuilder().clearCosts())
        .setQueries(search.getQueries())
        .setSeed(search.getSeed())
        .build();
  }
}
