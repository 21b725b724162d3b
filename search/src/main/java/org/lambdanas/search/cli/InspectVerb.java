package org.lambdanas.search.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.export.ExportedModel;
import org.lambdanas.graph.export.LoadedModel;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.draw.LineArt;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.run.TrainingFolder;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import picocli.CommandLine.Command;
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
final class InspectVerb extends Verb {

  private static final int BATCH = 100;

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
      description = "Folder of the image files, in their published form, plain or gzipped.")
  private @Nullable Path dataDir;

  @Option(names = "--ascii", description = "Draw with ASCII characters only.")
  private boolean ascii;

  private final List<String> lines = new ArrayList<>();
  private final JsonObject json = new JsonObject();

  @Override
  protected Result execute() {
    if (dataDir != null && data == null) {
      throw usage("--data-dir needs --data");
    }
    if (ModelArgument.isMessage(model) || TrainingFolder.isTraining(model)) {
      if (data != null) {
        throw usage("--data needs a SavedModel: lnas export makes one");
      }
      TrainedNetwork network = ModelArgument.read(model);
      add("kind", "kind", "trained network");
      card(network);
      tensors(network);
    } else {
      ExportedModel exported = ExportedModel.open(model);
      add("kind", "kind", "SavedModel");
      savedModel(exported);
      exported.card().ifPresent(this::card);
      if (data != null) {
        judge(exported, data);
      }
    }
    return Result.ok(lines, json);
  }

  private void add(String key, String what, String value) {
    json.addProperty(key, value);
    line(what, value);
  }

  private void line(String what, String value) {
    lines.add(String.format(Locale.ROOT, "%-16s %s", what, value));
  }

  private void count(String key, String what, long number) {
    json.addProperty(key, number);
    line(what, String.format(Locale.ROOT, "%,d", number).replace(',', ' '));
  }

  private void savedModel(ExportedModel exported) {
    add("folder", "folder", exported.folder().toString());
    add("tensorflow", "TensorFlow", exported.graph().getMetaInfoDef().getTensorflowVersion());
    JsonArray tags = new JsonArray();
    exported.tags().forEach(tags::add);
    json.add("tags", tags);
    line("tags", String.join(", ", exported.tags()));
    JsonObject signatures = new JsonObject();
    exported
        .signatures()
        .forEach(
            (name, signature) -> {
              line("signature", name + "  (" + signature.getMethodName() + ")");
              signatures.add(name, signature(signature));
            });
    json.add("signatures", signatures);
    count("values", "variables hold", exported.values());
    labels(exported.labels());
  }

  private JsonObject signature(SignatureDef signature) {
    JsonObject object = new JsonObject();
    object.addProperty("method", signature.getMethodName());
    object.add("inputs", tensors("input", new TreeMap<>(signature.getInputsMap())));
    object.add("outputs", tensors("output", new TreeMap<>(signature.getOutputsMap())));
    return object;
  }

  private JsonObject tensors(String role, SortedMap<String, TensorInfo> infos) {
    JsonObject object = new JsonObject();
    for (Map.Entry<String, TensorInfo> entry : infos.entrySet()) {
      TensorInfo info = entry.getValue();
      String type = info.getDtype().name().replaceFirst("^DT_", "").toLowerCase(Locale.ROOT);
      Shape shape = ExportedModel.shape(info.getTensorShape());
      JsonObject one = new JsonObject();
      one.addProperty("type", type);
      if (shape.isUnknown()) {
        one.add("shape", JsonNull.INSTANCE);
      } else {
        JsonArray extents = new JsonArray();
        for (long extent : shape.asArray()) {
          extents.add(extent);
        }
        one.add("shape", extents);
      }
      one.addProperty("tensor", info.getName());
      object.add(entry.getKey(), one);
      line("  " + role, entry.getKey() + "  " + type + " " + shape.toString().replace("-1", "any"));
    }
    return object;
  }

  private void labels(List<String> labels) {
    JsonArray array = new JsonArray();
    labels.forEach(array::add);
    json.add("labels", array);
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

  private void card(TrainedNetwork network) {
    SearchSpace space = SearchSpaces.byId(network.getArchitecture().getSpace());
    add("space", "search space", space.id());
    add("architecture", "architecture", space.format(network.getArchitecture()));
    json.addProperty("channels", network.getSize().getChannels());
    json.addProperty("cells", network.getSize().getCells());
    json.addProperty("image_size", network.getSize().getImageSize());
    json.addProperty("image_channels", network.getSize().getImageChannels());
    json.addProperty("classes", network.getSize().getClasses());
    line(
        "size",
        network.getSize().getChannels()
            + " channels, depth "
            + network.getSize().getCells()
            + ", images of "
            + network.getSize().getImageSize()
            + " x "
            + network.getSize().getImageSize()
            + " x "
            + network.getSize().getImageChannels());
    if (network.hasAccuracy()) {
      json.addProperty("accuracy", network.getAccuracy());
      line("accuracy", String.format(Locale.ROOT, "%.2f %%", network.getAccuracy()));
    }
    if (network.hasProvenance()) {
      RunProvenance made = network.getProvenance();
      add("made_by", "made by", "lnas " + made.getVersion());
      add("arguments", "  with", String.join(" ", made.getArgumentsList()));
      add("started", "  on", made.getStarted());
    }
    lines.add("");
    CellDrawing.of(network.getArchitecture())
        .lines(ascii ? LineArt.ASCII : LineArt.ofTerminal())
        .forEach(row -> lines.add("  " + row));
  }

  private void tensors(TrainedNetwork network) {
    lines.add("");
    count("weights", "weights", count(network.getWeightsList()));
    count("statistics", "statistics", count(network.getStatisticsList()));
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
    ImageSet images = dataSet.load(directory, Split.TEST, 0);
    if (images.channels() != shape.get(2) || shape.get(0) != shape.get(1)) {
      throw new DataException(
          "the images of " + name + " do not fit the model, which takes " + shape);
    }
    if (images.height() != shape.get(0)) {
      images = images.resized((int) shape.get(0));
    }
    int correct = 0;
    try (LoadedModel loaded = LoadedModel.load(exported)) {
      for (int first = 0; first < images.size(); first += BATCH) {
        ImageSet some = images.range(first, Math.min(first + BATCH, images.size()));
        int[] classes = loaded.classify(pixels(some), some.size()).classes();
        for (int i = 0; i < classes.length; i++) {
          correct += classes[i] == some.label(i) ? 1 : 0;
        }
      }
    }
    double share = 100.0 * correct / images.size();
    json.addProperty("test_images", images.size());
    json.addProperty("test_accuracy", share);
    lines.add("");
    line(
        "test images",
        String.format(Locale.ROOT, "%.2f %% of %d of %s correct", share, images.size(), name));
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
