package org.lambdanas.search.differentiable;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RegulariserGradient;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.differentiable.SearchPresets.Preset;
import org.lambdanas.search.run.EpochListener;

/** Searches on a few digits that take a second, and what a test wants to know of them. */
final class TinySearch {

  private TinySearch() {}

  /** Three epochs of three batches; the last batch of an epoch is smaller. */
  static SearchConfig.Builder config(SearchMethod method) {
    SearchConfig.Builder config =
        SearchPresets.config(
            Preset.LAPTOP,
            "nasbench201",
            DataSets.byName("digits"),
            method,
            RegulariserKind.REGULARISER_KIND_CORRELATION);
    config.setEpochs(3).setBatchSize(8);
    config.getDataBuilder().setTrainImages(40);
    config.getNetworkBuilder().setChannels(2);
    return config;
  }

  /** Λ-DARTS with the central difference for the gradient of the alignment. */
  static SearchConfig.Builder central() {
    SearchConfig.Builder config = config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS);
    config.getRegulariserBuilder().setGradient(RegulariserGradient.REGULARISER_GRADIENT_CENTRAL);
    return config;
  }

  /**
   * What a search did.
   *
   * @param done whether it came to its end
   * @param checkpoints in order, as they would be read back
   * @param runs session runs of every iteration but the first of each epoch, by epoch
   */
  record Course(boolean done, List<SearchCheckpoint> checkpoints, Map<Integer, List<Long>> runs) {

    SearchCheckpoint last() {
      return checkpoints.get(checkpoints.size() - 1);
    }

    /** The records without what depends on the clock. */
    List<EpochRecord> records() {
      return last().getHistory().getEpochsList().stream()
          .map(record -> record.toBuilder().clearSeconds().build())
          .toList();
    }
  }

  /** Searches from the beginning to the end. */
  static Course run(SearchConfig config) {
    try (DifferentiableSearch search = start(config)) {
      return run(search, Integer.MAX_VALUE);
    }
  }

  static DifferentiableSearch start(SearchConfig config) {
    return new DifferentiableSearch(config, SearchData.load(config));
  }

  /** Goes on until the end or until so many iterations are done. */
  static Course run(DifferentiableSearch search, int iterations) {
    List<SearchCheckpoint> checkpoints = new ArrayList<>();
    Map<Integer, List<Long>> runs = new LinkedHashMap<>();
    int[] count = {0};
    long[] before = {0};
    EpochListener<EpochRecord> counter =
        new EpochListener<>() {
          @Override
          public void step(int epoch, int step, int steps, Optional<Double> trainLoss) {
            count[0]++;
            if (step > 1) {
              runs.computeIfAbsent(epoch, e -> new ArrayList<>())
                  .add(search.sessionRuns() - before[0]);
            }
            before[0] = search.sessionRuns();
          }
        };
    boolean done =
        search.run(counter, () -> count[0] >= iterations, state -> checkpoints.add(copy(state)));
    return new Course(done, checkpoints, runs);
  }

  private static SearchCheckpoint copy(SearchCheckpoint state) {
    try {
      return SearchCheckpoint.parseFrom(state.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The tensors of one role: {@code weights}, {@code statistics}, {@code alpha}, ... */
  static List<NamedTensor> tensors(SearchCheckpoint checkpoint, String role) {
    return checkpoint.getTensorsList().stream()
        .filter(tensor -> tensor.getName().startsWith(role + "/"))
        .toList();
  }
}
