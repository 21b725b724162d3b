package org.lambdanas.search.cli.model;

import java.nio.file.Path;
import java.util.Optional;
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
import org.lambdanas.search.judge.Answers;
import org.lambdanas.search.judge.Likelihood;
import org.lambdanas.search.judge.Temperature;
import org.lambdanas.search.machine.NativeTensorFlow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a trained network as a SavedModel. */
@Command(
    name = "export",
    header = "Write a trained network as a TensorFlow SavedModel.",
    description =
        "The model is in a numbered folder of its own, as TensorFlow Serving expects it. A "
            + "second process loads it and must compute the same before it is kept.",
    footer = "lnas export trainings/mine --output model")
public final class ExportVerb extends Verb {

  private static final String CALIBRATE = "--calibrate";
  private static final String TEMPERATURE = "--temperature";
  private static final String DATA_DIR = "--data-dir";

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

  @Option(
      names = CALIBRATE,
      description =
          "Divide all logits by the temperature of the smallest negative log likelihood of the"
              + " images that the training judged the network by. That changes how sure the model"
              + " is, not what it answers. Needs the folder of the training.")
  private boolean calibrate;

  @Option(
      names = TEMPERATURE,
      paramLabel = "T",
      description =
          "Divide all logits by this number, such as 'lnas evaluate' finds on images of your own.")
  private @Nullable Double temperature;

  @Option(
      names = DATA_DIR,
      paramLabel = "DIR",
      description = "With " + CALIBRATE + ": where the image files of the training are by now.")
  private @Nullable Path dataDir;

  private final Lines lines = new Lines();
  private final ModelExported.Builder result = ModelExported.newBuilder();

  @Override
  protected Result execute() {
    checkOptions();
    NativeTensorFlow.load();
    TrainedNetwork network = calibrated(ModelArgument.read(model));
    SavedModels.Exported exported;
    try {
      exported =
          SavedModels.export(
              network, output, version == null ? OptionalLong.empty() : OptionalLong.of(version));
    } catch (DataException e) {
      throw new DataException(model + ": " + e.getMessage(), e);
    }
    lines
        .add("SavedModel " + exported.folder())
        .add("loaded by another process: logits differ by at most %.1e", exported.difference());
    result
        .setFolder(exported.folder().toString())
        .setVersion(exported.version())
        .setLargestDifference(exported.difference());
    InferenceNetwork.noise(network.getArchitecture())
        .ifPresent(noise -> lines.add(result.setNoise(noise).getNoise()));
    return Result.ok(lines.next("lnas predict", output, "PICTURE..."), result.build());
  }

  private void checkOptions() {
    if (version != null && version < 1) {
      throw usage("--version-number is " + version + ": must be at least 1");
    }
    if (temperature != null
        && !(temperature >= Temperature.LEAST && temperature <= Temperature.MOST)) {
      throw usage(TEMPERATURE + " is " + temperature + ": must be 0.01 to 100");
    }
    if (calibrate && temperature != null) {
      throw usage(CALIBRATE + " finds the temperature: leave out " + TEMPERATURE);
    }
    if (calibrate && !ModelArgument.isTraining(model)) {
      throw usage(
          CALIBRATE
              + " needs the folder of the training, for its images; of a file give "
              + TEMPERATURE);
    }
    if (dataDir != null && !calibrate) {
      throw usage(DATA_DIR + " needs " + CALIBRATE);
    }
  }

  private TrainedNetwork calibrated(TrainedNetwork network) {
    double value;
    if (calibrate) {
      TrainedNetwork plain = network.toBuilder().clearTemperature().build();
      Answers answers =
          HeldOutImages.answers(ModelArgument.done(model), plain, Optional.ofNullable(dataDir));
      Temperature found = Temperature.of(answers);
      if (found.atLimit()) {
        throw new DataException(
            "%s: no temperature from 0.01 to 100 suits the %d images that the training judged by: %s"
                .formatted(
                    model,
                    answers.size(),
                    found.value() > 1
                        ? "it is no better than chance"
                        : "it is wrong about none of them"));
      }
      value = found.value();
      result
          .setLikelihoodWithout(Likelihood.negativeLog(answers, 1))
          .setLikelihoodWith(Likelihood.negativeLog(answers, value));
      lines.add(
          "temperature %.4f, the best for %d images that the training judged by: negative log"
              + " likelihood %.4f, without %.4f",
          value, answers.size(), result.getLikelihoodWith(), result.getLikelihoodWithout());
    } else if (temperature != null) {
      value = temperature;
    } else {
      value = network.getTemperature();
    }
    if (value == 0) {
      return network;
    }
    result.setTemperature(value);
    return network.toBuilder().setTemperature(value).build();
  }
}
