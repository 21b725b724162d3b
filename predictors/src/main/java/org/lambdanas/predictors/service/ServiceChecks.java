package org.lambdanas.predictors.service;

import org.lambdanas.graph.interchange.FieldPath;
import org.lambdanas.graph.interchange.MessageChecks;
import org.lambdanas.proto.v1.SettingInfo;

/** Rules of {@code predictor_service.proto}. */
public final class ServiceChecks implements MessageChecks.Source {

  /** For the service loader. */
  public ServiceChecks() {}

  @Override
  public void addTo(MessageChecks checks) {
    checks.on(SettingInfo.class, ServiceChecks::setting);
  }

  private static void setting(SettingInfo setting, FieldPath path) {
    double value = setting.getDefaultValue();
    if (!(value >= setting.getLeast() && value <= setting.getMost())) {
      throw path.field("default_value")
          .refuse("is " + value + ": must be " + setting.getLeast() + " to " + setting.getMost());
    }
  }
}
