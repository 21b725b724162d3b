package org.lambdanas.search.fit;

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
    double trainingEpoch) {}
