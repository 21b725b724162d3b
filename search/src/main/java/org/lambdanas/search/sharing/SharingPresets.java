package org.lambdanas.search.sharing;

import org.lambdanas.graph.data.DataSet;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.search.differentiable.SearchPresets;

/** The settings a training of shared weights has unless told otherwise. */
public final class SharingPresets {

  private static final int BATCH_SIZE = 64;
  private static final int WATCHED = 8;

  private SharingPresets() {}

  /** A complete configuration but for the method: network, optimiser and images of a search. */
  public static SharingConfig.Builder config(
      SearchPresets.Preset preset, String space, DataSet dataSet) {
    SearchConfig search =
        SearchPresets.config(
                preset,
                space,
                dataSet,
                SearchMethod.SEARCH_METHOD_DARTS,
                RegulariserKind.REGULARISER_KIND_CORRELATION)
            .build();
    return SharingConfig.newBuilder()
        .setSpace(space)
        .setData(search.getData())
        .setNetwork(search.getNetwork())
        .setWeightOptimizer(search.getWeightOptimizer())
        .setEpochs(search.getEpochs())
        .setBatchSize(BATCH_SIZE)
        .setWatched(WATCHED)
        .setExecution(search.getExecution());
  }
}
