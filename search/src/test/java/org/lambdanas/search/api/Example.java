package org.lambdanas.search.api;

import java.nio.file.Path;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.proto.v1.SearchResult;

/** The example of the package's page, as a program of a user. */
final class Example {

  private Example() {}

  static Path run(ImageSet training, ImageSet test, Path folder) {
    // page:
    DataSet images = DataSet.inMemory("shapes", training, test, true);
    SearchResult found =
        LambdaDarts.on(images)
            .space("nasbench201")
            .configure(config -> config.setEpochs(2).setBatchSize(16))
            .listener(epoch -> System.out.println("epoch " + epoch.getEpoch() + " is done"))
            .run()
            .orElseThrow();
    System.out.println(found.getArchitectureText() + ": " + found.getVerdict());

    NetworkTraining.Trained trained =
        NetworkTraining.of(found.getArchitecture(), images)
            .configure(config -> config.setEpochs(2).setBatchSize(16))
            .run()
            .orElseThrow();
    System.out.println(trained.result().getValidationAccuracy() + " %");
    Path model = trained.export(folder);
    // :page
    return model;
  }
}
