package org.lambdanas.search.cli.model;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.PictureRules;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.export.ClassMatch;
import org.lambdanas.graph.export.ExportedModel;
import org.lambdanas.graph.export.InferenceNetwork;
import org.lambdanas.graph.export.LoadedModel;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.ModelDescription;
import org.lambdanas.proto.v1.ModelSignature;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.ModelTensor;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.draw.LineArt;
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
    description = {
      "Show what a SavedModel or a trained network is: signatures, size, classes, architecture,"
          + " where it comes from.",
      "With --data, also how many of the test images a SavedModel classifies correctly."
    })
public final class InspectVerb extends Verb {

  private static final int BATCH = 100;
  private static final String FOLDER = "folder";
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

  @Mixin
  private final ConfigOptions pictures =
      ConfigOptions.of(DataConfig.getDescriptor())
          .only("--held-out", "--held-out-seed", "--skip-broken")
          .help(
              "--held-out",
              "Share of the pictures of each class that are the test images, where the folder of"
                  + " the images has no train and val (default: as in the network's training;"
                  + " at least 0 and below 1).")
          .build();

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
    pictures.names().stream()
        .filter(option -> pictures.isGiven(option) && !FOLDER.equals(data))
        .findFirst()
        .ifPresent(
            option -> {
              throw usage(option + " needs --data " + FOLDER);
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
    Shape shape = exported.imageShape();
    Optional<Path> directory = Optional.ofNullable(dataDir);
    DataSet dataSet = DataSets.open(name, directory);
    ImageSet images =
        dataSet.load(directory, Split.TEST, 0, (int) shape.get(0), rules(exported, name));
    if (images.channels() != shape.get(2) || shape.get(0) != shape.get(1)) {
      throw new DataException(
          "the images of " + name + " do not fit the model, which takes " + shape);
    }
    if (images.height() != shape.get(0)) {
      images = images.resized((int) shape.get(0));
    }
    ClassMatch match = match(exported, images, name);
    int judged = 0;
    int correct = 0;
    try (LoadedModel loaded = trust ? LoadedModel.trusted(exported) : LoadedModel.load(exported)) {
      for (int first = 0; first < images.size(); first += BATCH) {
        ImageSet some = images.range(first, Math.min(first + BATCH, images.size()));
        int[] classes = loaded.classify(pixels(some), some.size()).classes();
        for (int i = 0; i < classes.length; i++) {
          int expected = match.indices().get(some.label(i));
          judged += expected >= 0 ? 1 : 0;
          correct += expected >= 0 && classes[i] == expected ? 1 : 0;
        }
      }
    }
    if (judged == 0) {
      throw new DataException("no test image of " + name + " is of a class of the model");
    }
    double share = 100.0 * correct / judged;
    int left = images.size() - judged;
    result.setTestImages(judged).setTestAccuracy(share);
    lines.add("");
    line(
        "test images",
        String.format(Locale.ROOT, "%.2f %% of %d of %s correct", share, judged, name)
            + (match.unknown().isEmpty()
                ? ""
                : ", without %d of %s, which the model does not know"
                    .formatted(left, ClassMatch.names(match.unknown()))));
    result.addAllUnknownClasses(match.unknown()).addAllMissingClasses(match.missing());
    if (!match.unknown().isEmpty()) {
      result.setUnknownImages(left);
    }
    if (!match.missing().isEmpty()) {
      line("no images of", ClassMatch.names(match.missing()));
    }
    if (result.getLabelsCount() == 0) {
      line("classes", "matched by number: the model does not name them");
    }
  }

  /** The pictures that the network's training held out, unless options say otherwise. */
  private PictureRules rules(ExportedModel exported, String name) {
    DataConfig.Builder config = FieldSetting.withDefaults(DataConfig.newBuilder()).setDataSet(name);
    exported
        .card()
        .ifPresent(
            card -> config.setHeldOut(card.getHeldOut()).setHeldOutSeed(card.getHeldOutSeed()));
    DataConfig asked = pictures.merge(config).build();
    pictures.check(asked);
    return PictureRules.of(asked);
  }

  private static ClassMatch match(ExportedModel exported, ImageSet images, String name) {
    List<String> labels = exported.labels();
    ClassMatch match = ClassMatch.of(labels, images.classNames());
    if (match.indices().stream().allMatch(index -> index < 0)) {
      throw new DataException(
          exported.folder()
              + " knows none of the classes of "
              + name
              + ": it knows "
              + ClassMatch.names(labels)
              + ", not "
              + ClassMatch.names(images.classNames()));
    }
    return match;
  }

  private static float[] pixels(ImageSet images) {
    ByteBuffer bytes = images.pixels();
    float[] pixels = new float[bytes.remaining()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = bytes.get() & 0xff;
    }
    return pixels;
  }
}
