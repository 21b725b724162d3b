package org.lambdanas.search.cli.model;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.export.InferenceNetwork;
import org.lambdanas.graph.export.SavedModels;
import org.lambdanas.proto.v1.ModelExported;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.machine.NativeTensorFlow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a trained network as a SavedModel. */
@Command(
    name = "export",
    description = {
      "Write a trained network as a TensorFlow SavedModel, in a numbered folder of its own as"
          + " TensorFlow Serving expects it.",
      "A second process loads the model and must compute the same before it is kept."
    })
public final class ExportVerb extends Verb {

  @Parameters(
      paramLabel = "MODEL",
      description = "Folder of a finished training, or its model as .binpb, .txtpb or .json file.")
  private Path model = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder of all versions of this model.")
  private Path output = Path.of("");

  @Option(
      names = "--version-number",
      paramLabel = "N",
      description = "Number of the version (default: one more than the newest).")
  private @Nullable Long version;

  @Override
  protected Result execute() {
    if (version != null && version < 1) {
      throw usage("--version-number is " + version + ": must be at least 1");
    }
    NativeTensorFlow.load();
    TrainedNetwork network = ModelArgument.read(model);
    SavedModels.Exported exported;
    try {
      exported =
          SavedModels.export(
              network, output, version == null ? OptionalLong.empty() : OptionalLong.of(version));
    } catch (DataException e) {
      throw new DataException(model + ": " + e.getMessage(), e);
    }
    Lines lines =
        new Lines()
            .add("SavedModel " + exported.folder())
            .add("loaded by another process: logits differ by at most %.1e", exported.difference());
    ModelExported.Builder result =
        ModelExported.newBuilder()
            .setFolder(exported.folder().toString())
            .setVersion(exported.version())
            .setLargestDifference(exported.difference());
    InferenceNetwork.noise(network.getArchitecture())
        .ifPresent(noise -> lines.add(result.setNoise(noise).getNoise()));
    return Result.ok(lines, result.build());
  }
}
