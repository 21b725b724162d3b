package org.lambdanas.search.cli.run;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.graph.score.RankCombination;
import org.lambdanas.graph.score.ScoreSettings;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.search.cli.option.ConfigOptions;

/** How networks are scored, where the options leave it to space and data. */
record ScoreDefaults(ConfigOptions options) {

  private static final String CELLS = "--cells";

  /** Leaves nothing to defaults that depend on space and data. */
  void settle(ScoreConfig.Builder scores, List<String> combinations) {
    NetworkSpace space = SearchSpaces.networkSpaceById(scores.getSpace());
    Set<String> measures = new LinkedHashSet<>();
    Measures.named(scores.getMeasuresList()).forEach(measure -> measures.add(measure.id()));
    for (String combination : combinations) {
      measures.addAll(RankCombination.parse(combination).measures());
    }
    scores
        .clearMeasures()
        .addAllMeasures(Measures.named(List.copyOf(measures)).stream().map(Measure::id).toList());
    network(scores, space);
    DataConfig.Builder data = scores.getDataBuilder();
    DataSet dataSet = ImageOptions.dataSet(data.build());
    ScoreSettings.unchanged(data);
    if (data.getImageSize() == 0) {
      data.setImageSize(dataSet.imageSize());
    }
    if (data.getClasses() == 0) {
      data.setClasses(dataSet.classes());
    }
    ExecutionConfig.Builder execution = scores.getExecutionBuilder();
    execution.setInterOpThreads(1);
  }

  private void network(ScoreConfig.Builder scores, NetworkSpace space) {
    NetworkConfig asked = scores.getNetwork();
    NetworkConfig.Builder network = NetworkConfig.newBuilder();
    Optional<NetworkConfig> searched =
        space.relaxation().map(CellSpace::publishedSearch).map(search -> search.getNetwork());
    network.setChannels(
        options.isGiven("--channels")
            ? asked.getChannels()
            : searched.orElseGet(() -> space.training().settings().getNetwork()).getChannels());
    space
        .depth()
        .set(
            network,
            options.isGiven(CELLS)
                ? asked.getCells()
                : options.isGiven(space.depth().option())
                    ? space.depth().of(asked)
                    : searched
                        .map(published -> space.depth().of(published))
                        .orElseGet(() -> space.training().depth(space.depth())));
    if (space.stems().size() > 1) {
      network.setStem(NetworkStem.of(asked.getStem()).message());
    } else if (options.isGiven("--stem")) {
      throw new ConfigException(
          "--stem has no effect in %s: one stem only; leave it out".formatted(space.id()));
    }
    scores.setNetwork(network);
  }
}
