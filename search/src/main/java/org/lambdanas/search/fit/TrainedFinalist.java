package org.lambdanas.search.fit;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.FitFinalist;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.judge.Judged;
import org.lambdanas.search.training.Training;
import org.lambdanas.search.training.TrainingRun;

/**
 * A finalist after its training.
 *
 * @param finalist with its accuracies
 * @param objective what it comes to on pictures held out
 * @param judged its answers for the test pictures
 * @param network as it was trained
 * @param epochSeconds seconds of an epoch of its training
 */
record TrainedFinalist(
    FitFinalist finalist,
    double objective,
    Judged judged,
    TrainedNetwork network,
    double epochSeconds) {

  /**
   * Judges a network.
   *
   * @param folder of its training
   * @param test pictures that nothing was chosen by
   */
  static TrainedFinalist of(
      FitFinalist candidate, TrainingResult result, Path folder, ImageSet test) {
    TrainedNetwork network =
        Messages.read(folder.resolve(TrainingRun.MODEL.file()), TrainingRun.MODEL.form());
    Judged judged = Judged.of(network, test);
    FitFinalist finalist =
        candidate.toBuilder()
            .setHeldOutAccuracy(result.getValidationAccuracy())
            .setHeldOutLoss(result.getValidationLoss())
            .setTestAccuracy(judged.accuracy())
            .setTestLower(100 * judged.interval().low())
            .setTestUpper(100 * judged.interval().high())
            .setSeconds(result.getSeconds())
            .setEpochs(result.getConfig().getEpochs())
            .setFolder(folder.getFileName().toString())
            .build();
    int epochs = Math.max(1, result.getHistory().getEpochsCount());
    return new TrainedFinalist(
        finalist, Training.objective(result), judged, network, result.getSeconds() / epochs);
  }

  /**
   * The best on pictures held out, of those that keep the limits.
   *
   * @param diverged why one is missing, if one is
   * @throws ConfigException if none keeps them
   * @throws DivergedException if there is none at all
   */
  static TrainedFinalist chosen(
      List<TrainedFinalist> trained, Optional<DivergedException> diverged) {
    return trained.stream()
        .filter(one -> one.finalist().getWithinLimits())
        .max(
            Comparator.comparingDouble(TrainedFinalist::objective)
                .thenComparing(
                    Comparator.<TrainedFinalist>comparingDouble(
                            one -> one.finalist().getHeldOutLoss())
                        .reversed()))
        .orElseThrow(
            () ->
                diverged.isPresent() && trained.isEmpty()
                    ? diverged.get()
                    : new ConfigException(
                        "--limit: no network that was found keeps the limits as measured; give"
                            + " looser ones, or another --space"));
  }

  /** How the others compare with this one, which comes first. */
  List<FitFinalist> beside(List<TrainedFinalist> trained) {
    return Stream.concat(Stream.of(this), trained.stream().filter(other -> !other.equals(this)))
        .map(this::compared)
        .toList();
  }

  /** Whether both were trained for as many epochs. */
  boolean alike(TrainedFinalist other) {
    return finalist.getEpochs() == other.finalist.getEpochs();
  }

  private FitFinalist compared(TrainedFinalist other) {
    int ownOnly = judged.better(other.judged);
    int othersOnly = other.judged.better(judged);
    return other.finalist.toBuilder()
        .setOnlyChosenRight(ownOnly)
        .setOnlyThisRight(othersOnly)
        .setPValue(Judged.probability(ownOnly, othersOnly))
        .build();
  }
}
