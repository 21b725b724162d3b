package org.lambdanas.graph.interchange;

import org.lambdanas.proto.v1.DownloadRequest;
import org.lambdanas.proto.v1.DownloadResponse;
import org.lambdanas.proto.v1.FitRequest;
import org.lambdanas.proto.v1.FitResponse;
import org.lambdanas.proto.v1.LoadRequest;
import org.lambdanas.proto.v1.ModelInfo;
import org.lambdanas.proto.v1.PredictorInfo;
import org.lambdanas.proto.v1.QueryRequest;
import org.lambdanas.proto.v1.ReleaseRequest;
import org.lambdanas.proto.v1.SettingInfo;

/** Rules of {@code predictor_service.proto}. */
final class ServiceChecks {

  private ServiceChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(PredictorInfo.class, ServiceChecks::predictor)
        .on(SettingInfo.class, ServiceChecks::setting)
        .on(FitRequest.class, (m, path) -> path.present("spec", m.hasSpec()))
        .on(FitResponse.class, ServiceChecks::fitted)
        .on(LoadRequest.class, (m, path) -> path.present("predictor", m.hasPredictor()))
        .on(QueryRequest.class, (m, path) -> path.name("model", m.getModel()))
        .on(DownloadRequest.class, (m, path) -> path.name("model", m.getModel()))
        .on(DownloadResponse.class, (m, path) -> path.present("predictor", m.hasPredictor()))
        .on(ModelInfo.class, (m, path) -> path.name("model", m.getModel()))
        .on(ReleaseRequest.class, (m, path) -> path.name("model", m.getModel()));
  }

  private static void predictor(PredictorInfo predictor, FieldPath path) {
    path.name("predictor", predictor.getPredictor());
    path.unique(
        "settings", predictor.getSettingsList().stream().map(SettingInfo::getName).toList());
  }

  private static void setting(SettingInfo setting, FieldPath path) {
    path.name("name", setting.getName());
    double value = setting.getDefaultValue();
    if (!(value >= setting.getLeast() && value <= setting.getMost())) {
      throw path.field("default_value")
          .refuse("is " + value + ", must be " + setting.getLeast() + " to " + setting.getMost());
    }
  }

  private static void fitted(FitResponse fitted, FieldPath path) {
    path.name("model", fitted.getModel());
    path.notNegative("fit_seconds", fitted.getFitSeconds());
  }
}
