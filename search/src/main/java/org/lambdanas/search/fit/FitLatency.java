package org.lambdanas.search.fit;

import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.search.measure.LatencySubject;

/** How a fit measures latencies: of one picture. */
final class FitLatency {

  static final int WARM_UP = 5;
  static final int RUNS = 20;

  private FitLatency() {}

  /** Networks of a size on pictures of a side. */
  static LatencySubject subject(
      NetworkSpace space, NetworkConfig network, int side, DataSet dataSet, FitConfig config) {
    return new LatencySubject(
        space, network, dataSet.channels(), dataSet.classes(), side, 1, config.getExecution());
  }
}
