package org.lambdanas.search.fit;

import org.lambdanas.proto.v1.TrainingPace;

/**
 * What the parts of a fit take at one size of pictures and networks, in seconds, as it was
 * measured. Epochs are those over all pictures.
 *
 * @param searchBuild of the graph of a search by gradients; 0 where there is none
 * @param searchEpoch of such a search
 * @param trialBuild of the graph of a network that is trained for a short while; 0 where there is
 *     none
 * @param trialEpoch of such a training
 * @param trainingBuild of the graph of a network of full size
 * @param trainingEpoch of its training
 */
record FitTimes(
    double searchBuild,
    double searchEpoch,
    double trialBuild,
    double trialEpoch,
    double trainingBuild,
    double trainingEpoch) {

  /**
   * What trainings go by, once it is known how much time there is for them.
   *
   * @param macs multiply-accumulates of a picture in the network that was measured
   */
  TrainingPace pace(long macs) {
    return TrainingPace.newBuilder()
        .setBuildSeconds(trainingBuild)
        .setEpochSeconds(trainingEpoch)
        .setMacs(macs)
        .setMostEpochs(FitSchedule.MOST_TRAINING_EPOCHS)
        .setMostLongerEpochs(FitSchedule.MOST_LONGER_EPOCHS)
        .build();
  }
}
