package org.lambdanas.search.fit;

import java.util.List;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitFinalist;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.search.baseline.BaselineNetworks;
import org.lambdanas.search.baseline.BaselineNetworks.Named;
import org.lambdanas.search.budget.ModelLimits;

/**
 * What networks cost, and whether that keeps the limits of a fit: counted, and timed where there is
 * a limit on that.
 */
final class CandidateCosts {

  private final FitConfig config;
  private final ModelLimits limits;
  private final DataSet dataSet;
  private final BaselineNetworks networks;

  CandidateCosts(FitConfig config, DataSet dataSet) {
    this.config = config;
    this.limits = ModelLimits.parse(config.getLimitsList());
    this.dataSet = dataSet;
    this.networks =
        new BaselineNetworks(
            SearchSpaces.networkSpaceById(config.getSpace()),
            config.getPlan().getTraining().getNetwork(),
            dataSet.channels(),
            dataSet.classes(),
            config.getPlan().getSearch().getData().getImageSize());
  }

  /** Networks of the size that was planned. */
  BaselineNetworks networks() {
    return networks;
  }

  /** The limits of the model. */
  ModelLimits limits() {
    return limits;
  }

  /** A network as a finalist that is not trained yet. */
  FitFinalist finalist(Named named) {
    NetworkCost cost = networks.cost(named);
    FitFinalist.Builder finalist =
        FitFinalist.newBuilder()
            .setName(named.name())
            .setOrigin(named.origin())
            .setArchitecture(named.architecture())
            .setArchitectureText(named.space().format(named.architecture()))
            .setNetwork(named.network())
            .setParams(cost.weights())
            .setMacs(cost.multiplyAccumulates());
    boolean within = limits.allow(cost);
    if (within && limits.latency().isPresent()) {
      LatencyMeasurement took =
          FitLatency.subject(named.space(), named.network(), networks.imageSize(), dataSet, config)
              .benchmark(new Seed(config.getSeed()))
              .measure(named.architecture(), FitLatency.WARM_UP, FitLatency.RUNS);
      finalist.setLatency(took);
      within = limits.allow(took.getMilliseconds());
    }
    return finalist.setWithinLimits(within).build();
  }

  /** Adds a candidate to others; what computes the same is trained once. */
  static void add(List<FitFinalist> found, FitFinalist one) {
    for (int i = 0; i < found.size(); i++) {
      FitFinalist other = found.get(i);
      var same = SearchSpaces.of(one.getArchitecture());
      if (other.getNetwork().equals(one.getNetwork())
          && other.getArchitecture().getSpace().equals(one.getArchitecture().getSpace())
          && same.canonical(other.getArchitecture())
              .equals(same.canonical(one.getArchitecture()))) {
        found.set(
            i,
            other.toBuilder().setOrigin(other.getOrigin() + "; also " + one.getOrigin()).build());
        return;
      }
    }
    found.add(one);
  }
}
