package org.lambdanas.search.differentiable;

import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.supernet.SuperNetworkSpec;
import org.lambdanas.proto.v1.SearchConfig;

/** The super-network that a configuration asks for. */
final class SearchNetworks {

  private SearchNetworks() {}

  static SuperNetworkSpec spec(SearchConfig config, ImageSet images) {
    CellSpace space = SearchSpaces.cellSpaceById(config.getSpace());
    NetworkSize size =
        NetworkSize.of(
            space,
            config.getNetwork(),
            images.channels(),
            images.classes(config.getData().getClasses()));
    return new SuperNetworkSpec(
        space, size, images.height(), config.getAlphaOptimizer().getInitialDeviation());
  }
}
