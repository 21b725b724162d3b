package org.lambdanas.search.cli.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.export.ClassMatch;
import org.lambdanas.graph.export.ExportedModel;
import org.lambdanas.graph.export.InferenceNetwork;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.ModelDescription;
import org.lambdanas.proto.v1.ModelSignature;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.ModelTensor;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.draw.LineArt;
import org.lambdanas.search.judge.Classifier;
import org.lambdanas.search.judge.ConfusionMatrix;
import org.lambdanas.search.judge.Judgement;
import org.lambdanas.search.judge.TestChoice;
import org.lambdanas.search.judge.TestImages;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what is in a SavedModel or a trained network. */
@Command(
    name = "inspect",
    header = "Show what a SavedModel or a trained network is.",
    description =
        "Signatures, size, classes, architecture, and where it comes from. With --data, "
            + "also how many of the test images a SavedModel classifies correctly ('lnas "
            + "evaluate' tells more).",
    footer = {"lnas inspect model", "lnas inspect model --data digits"})
public final class InspectVerb extends Verb {

  private static final String TRUST = "--trust";

  @Parameters(
      paramLabel = "MODEL",
      description =
          "Folder of a SavedModel or of its versions, folder of a finished training, or a trained"
              + " network as .binpb, .txtpb or .json file.")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "NAME",
      description = "Classify the test images of this data set with the SavedModel.")
  private @Nullable String data;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Folder of the image files, in their published form, plain or gzipped; with --data"
              + " folder, the folder with val (or test) in it, or with a folder of pictures for"
              + " each class.")
  private @Nullable Path dataDir;

  @Mixin private FolderOptions folder = new FolderOptions();

  @Option(
      names = TRUST,
      description =
          "With --data: run the SavedModel as TensorFlow does, whatever it holds. Like any program,"
              + " it can then read and write your files. Without, what lnas export does not write"
              + " is not run.")
  private boolean trust;

  @Option(names = "--ascii", description = "Draw with ASCII characters only.")
  private boolean ascii;

  private final Lines lines = new Lines();
  private final ModelDescription.Builder result = ModelDescription.newBuilder();

  @Override
  protected Result execute() {
    if (dataDir != null && data == null) {
      throw usage("--data-dir needs --data");
    }
    folder
        .misplaced(data == null ? "" : data)
        .ifPresent(
            option -> {
              throw usage(option + " needs --data " + DataSets.FOLDER);
            });
    if (trust && data == null) {
      throw usage(TRUST + " needs --data: nothing runs without");
    }
    if (ModelArgument.isMessage(model) || ModelArgument.isTraining(model)) {
      if (data != null) {
        throw usage("--data needs a SavedModel: lnas export makes one");
      }
      TrainedNetwork network = ModelArgument.read(model);
      kind("trained network");
      card(network, false);
      tensors(network);
    } else {
      ExportedModel exported = ExportedModel.open(model);
      kind("SavedModel");
      savedModel(exported);
      exported.card().ifPresent(card -> card(card, true));
      if (data != null) {
        judge(exported, data);
      }
    }
    return Result.ok(lines, result.build());
  }

  private void kind(String kind) {
    result.setKind(kind);
    line("kind", kind);
  }

  private void line(String what, String value) {
    lines.add("%-16s %s", what, value);
  }

  private void line(String what, long number) {
    line(what, String.format(Locale.ROOT, "%,d", number).replace(',', ' '));
  }

  private void savedModel(ExportedModel exported) {
    String tensorFlow = exported.graph().getMetaInfoDef().getTensorflowVersion();
    result
        .setFolder(exported.folder().toString())
        .setTensorflow(tensorFlow)
        .addAllTags(exported.tags())
        .setValues(exported.values());
    line("folder", result.getFolder());
    line("TensorFlow", tensorFlow);
    line("tags", String.join(", ", exported.tags()));
    exported
        .signatures()
        .forEach(
            (name, signature) -> {
              line("signature", name + "  (" + signature.getMethodName() + ")");
              result.putSignatures(
                  name,
                  ModelSignature.newBuilder()
                      .setMethod(signature.getMethodName())
                      .putAllInputs(tensors("input", signature.getInputsMap()))
                      .putAllOutputs(tensors("output", signature.getOutputsMap()))
                      .build());
            });
    line("variables hold", exported.values());
    labels(exported.labels());
  }

  private SortedMap<String, ModelTensor> tensors(String role, Map<String, TensorInfo> infos) {
    SortedMap<String, ModelTensor> tensors = new TreeMap<>();
    new TreeMap<>(infos)
        .forEach(
            (name, info) -> {
              String type =
                  info.getDtype().name().replaceFirst("^DT_", "").toLowerCase(Locale.ROOT);
              Shape shape = ExportedModel.shape(info.getTensorShape());
              line("  " + role, name + "  " + type + " " + shape.toString().replace("-1", "any"));
              ModelTensor.Builder tensor =
                  ModelTensor.newBuilder()
                      .setType(type)
                      .setTensor(info.getName())
                      .setUnknownShape(shape.isUnknown());
              if (!shape.isUnknown()) {
                tensor.addAllShape(Arrays.stream(shape.asArray()).boxed().toList());
              }
              tensors.put(name, tensor.build());
            });
    return tensors;
  }

  private void labels(List<String> labels) {
    result.addAllLabels(labels);
    if (!labels.isEmpty()) {
      int shown = Math.min(labels.size(), 10);
      line(
          "classes",
          labels.size()
              + ": "
              + String.join(", ", labels.subList(0, shown))
              + (shown < labels.size() ? ", ..." : ""));
    }
  }

  private void card(TrainedNetwork network, boolean saved) {
    SearchSpace space = SearchSpaces.byId(network.getArchitecture().getSpace());
    ModelSize size = network.getSize();
    String text = space.format(network.getArchitecture());
    result
        .setSpace(space.id())
        .setArchitecture(text)
        .setChannels(size.getChannels())
        .setCells(size.getCells())
        .setImageSize(size.getImageSize())
        .setImageChannels(size.getImageChannels())
        .setClasses(size.getClasses());
    line("search space", space.id());
    line("architecture", text);
    line(
        "size",
        size.getChannels()
            + " channels, depth "
            + size.getCells()
            + ", images of "
            + size.getImageSize()
            + " x "
            + size.getImageSize()
            + " x "
            + size.getImageChannels());
    InferenceNetwork.noise(network.getArchitecture())
        .ifPresent(
            noise -> {
              boolean old = saved && network.getNoise().isEmpty();
              result.setNoise(
                  old ? "depends on the place in the batch: export the network again" : noise);
              line("noise", result.getNoise());
            });
    if (network.hasAccuracy()) {
      result.setAccuracy(network.getAccuracy());
      line("accuracy", String.format(Locale.ROOT, "%.2f %%", network.getAccuracy()));
    }
    if (network.getTemperature() > 0) {
      result.setTemperature(network.getTemperature());
      line(
          "temperature",
          String.format(
              Locale.ROOT, "%.4f, which all logits are divided by", network.getTemperature()));
    }
    if (network.hasProvenance()) {
      RunProvenance made = network.getProvenance();
      String arguments = String.join(" ", made.getArgumentsList());
      result
          .setMadeBy("lnas " + made.getVersion())
          .setArguments(arguments)
          .setStarted(made.getStarted());
      line("made by", result.getMadeBy());
      line("  with", arguments);
      line("  on", made.getStarted());
    }
    lines.add("");
    CellDrawing.of(network.getArchitecture())
        .lines(ascii ? LineArt.ASCII : LineArt.ofTerminal())
        .forEach(row -> lines.add("  " + row));
  }

  private void tensors(TrainedNetwork network) {
    lines.add("");
    result
        .setWeights(count(network.getWeightsList()))
        .setStatistics(count(network.getStatisticsList()));
    line("weights", result.getWeights());
    line("statistics", result.getStatistics());
    labels(network.getLabelsList());
  }

  private static long count(List<NamedTensor> tensors) {
    return tensors.stream()
        .mapToLong(tensor -> tensor.getShapeList().stream().reduce(1L, (a, b) -> a * b))
        .sum();
  }

  private void judge(ExportedModel exported, String name) {
    NativeTensorFlow.load();
    Judgement judgement;
    TestChoice choice = TestChoice.of(folder.rules(exported, name), false);
    try (Classifier model = Classifier.open(exported, trust);
        TestImages images = TestImages.open(model, name, Optional.ofNullable(dataDir), choice)) {
      judgement = Judgement.of(model, images, 0, classified -> {});
    }
    choice.broken().report();
    ConfusionMatrix matrix = ConfusionMatrix.of(judgement.answers());
    ClassMatch match = judgement.match();
    double share = 100.0 * matrix.correct() / matrix.total();
    result.setTestImages(matrix.total()).setTestAccuracy(share);
    lines.add("");
    line(
        "test images",
        String.format(Locale.ROOT, "%.2f %% of %d of %s correct", share, matrix.total(), name)
            + (match.unknown().isEmpty()
                ? ""
                : ", without %d of %s, which the model does not know"
                    .formatted(judgement.unknownImages(), ClassMatch.names(match.unknown()))));
    result.addAllUnknownClasses(match.unknown()).addAllMissingClasses(match.missing());
    if (!match.unknown().isEmpty()) {
      result.setUnknownImages(judgement.unknownImages());
    }
    if (!match.missing().isEmpty()) {
      line("no images of", ClassMatch.names(match.missing()));
    }
    if (result.getLabelsCount() == 0) {
      line("classes", "matched by number: the model does not name them");
    }
  }
}
