/**
 * Searching and training for users of the library: images in, a found cell and a trained network
 * out.
 *
 * <pre>{@code
 * DataSet images = DataSet.inMemory("shapes", training, test, true);
 * SearchResult found =
 *     LambdaDarts.on(images)
 *         .space("nasbench201")
 *         .configure(config -> config.setEpochs(2).setBatchSize(16))
 *         .listener(epoch -> System.out.println("epoch " + epoch.getEpoch() + " is done"))
 *         .run()
 *         .orElseThrow();
 * System.out.println(found.getArchitectureText() + ": " + found.getVerdict());
 *
 * NetworkTraining.Trained trained =
 *     NetworkTraining.of(found.getArchitecture(), images)
 *         .configure(config -> config.setEpochs(2).setBatchSize(16))
 *         .run()
 *         .orElseThrow();
 * System.out.println(trained.result().getValidationAccuracy() + " %");
 * Path model = trained.export(folder);
 * }</pre>
 *
 * <p>{@link org.lambdanas.graph.data.ImageSet} holds images in memory, {@link
 * org.lambdanas.graph.data.DataSets} knows published data sets and pictures in folders. Everything
 * that a search or a training can be set to is a field of its configuration message. Errors are
 * {@link org.lambdanas.graph.error.LambdaNasException}s with a message for people.
 *
 * <p>This package is stable, as are {@code org.lambdanas.predictors.api}, the messages of {@code
 * org.lambdanas.proto.v1}, and of the module graph the packages {@code space}, {@code data}, {@code
 * random} and {@code error}; all other packages are internal.
 */
@NullMarked
package org.lambdanas.search.api;

import org.jspecify.annotations.NullMarked;
