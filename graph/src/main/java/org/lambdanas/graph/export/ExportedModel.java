package org.lambdanas.graph.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.NoFolder;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What the files of a SavedModel say, without loading it. Also reads SavedModels of other programs.
 *
 * @param folder its version's folder, the one with {@code saved_model.pb}
 * @param graph its first meta graph
 * @param card of models of this package: what was exported, without its tensors
 */
public record ExportedModel(Path folder, MetaGraphDef graph, Optional<TrainedNetwork> card) {

  /** A graph without its variables is a hundred times smaller. */
  private static final long MOST_BYTES = 64 << 20;

  /** Endings of PyTorch, ONNX, Keras and TensorFlow Lite. */
  private static final Pattern FOREIGN =
      Pattern.compile("(?i)\\.(onnx|pth?|bin|safetensors|h5|hdf5|keras|tflite|mlmodel)$");

  /** Far more than any classifier of images takes, in pixels. */
  private static final int LARGEST_SIDE = 1 << 14;

  /**
   * Reads a description.
   *
   * @param path folder of a SavedModel, or a folder of numbered versions, of which the newest
   *     counts
   * @throws DataException if there is none or its files cannot be read
   */
  public static ExportedModel open(Path path) {
    Path folder =
        Files.exists(path.resolve(SavedModelFiles.GRAPH))
            ? path
            : SavedModelFiles.newest(path)
                .filter(version -> Files.exists(version.resolve(SavedModelFiles.GRAPH)))
                .orElseThrow(() -> new DataException(path + " holds no SavedModel: " + why(path)));
    Path file = folder.resolve(SavedModelFiles.GRAPH);
    SavedModel model;
    try {
      model = SavedModel.parseFrom(BoundedFile.read(own(folder, file), MOST_BYTES));
    } catch (IOException | OutOfMemoryError e) {
      throw new DataException(
          file + " is no SavedModel: " + Excerpt.of(String.valueOf(e.getMessage())), e);
    }
    if (model.getMetaGraphsCount() == 0) {
      throw new DataException(file + " is no SavedModel: it has no graph");
    }
    Path card = SavedModelFiles.card(folder);
    return new ExportedModel(
        folder,
        model.getMetaGraphs(0),
        Files.exists(card)
            ? Optional.of(Messages.read(own(folder, card), TrainedNetwork.getDefaultInstance()))
            : Optional.empty());
  }

  /** Why there is no SavedModel in a place. */
  private static String why(Path path) {
    if (path.endsWith(SavedModelFiles.GRAPH) && Files.isRegularFile(path)) {
      return "it is a file of one: name its folder, " + path.toAbsolutePath().getParent();
    }
    return NoFolder.why(
        path,
        foreign(path)
            .map(file -> "its " + file + " is a model of another program")
            .orElse(
                "there is no " + SavedModelFiles.GRAPH + " in it, nor in a folder of a version"));
  }

  /** The name of a file in which other programs keep models. */
  private static Optional<String> foreign(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> FOREIGN.matcher(name).find())
          .min(Comparator.naturalOrder());
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /**
   * A file of a model, which may come from anywhere.
   *
   * @return the file
   * @throws DataException if it is a link that leads out of the model, or no file of bytes
   */
  private static Path own(Path folder, Path file) {
    try {
      Path real = file.toRealPath();
      if (!real.startsWith(folder.toRealPath())) {
        throw new DataException(
            file + " is a link out of the model, to " + real + ": copy the file it leads to");
      }
      if (!Files.isRegularFile(real)) {
        throw new DataException(file + " is no file");
      }
      return file;
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e, e);
    }
  }

  /**
   * The files with the values of the variables, as far as they can be judged from outside.
   *
   * @return what TensorFlow calls them by
   * @throws DataException if they are missing, links, or not as long as the graph's variables
   */
  Path requireVariables() {
    Path prefix = SavedModelFiles.variables(folder);
    long stored = 0;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(prefix.resolveSibling(""), prefix.getFileName() + ".*")) {
      for (Path file : files) {
        boolean data = file.getFileName().toString().contains(".data-");
        stored += Files.size(own(folder, file)) * (data ? 1 : 0);
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new DataException("cannot read " + prefix + ".*: " + e, e);
    }
    if (stored != Float.BYTES * values()) {
      throw new DataException(
          "%s.*: the variables hold %d bytes, the graph has variables of %d"
              .formatted(prefix, stored, Float.BYTES * values()));
    }
    return prefix;
  }

  /**
   * What the graph is for.
   *
   * @return such as {@code serve}
   */
  public List<String> tags() {
    return List.copyOf(graph.getMetaInfoDef().getTagsList());
  }

  /** The signatures. */
  public SortedMap<String, SignatureDef> signatures() {
    return new TreeMap<>(graph.getSignatureDefMap());
  }

  /**
   * Number of values in all variables.
   *
   * @return 0 or more; variables of unknown shape do not count
   */
  public long values() {
    long values = 0;
    for (NodeDef node : nodes()) {
      if (node.getOp().equals("VarHandleOp") || node.getOp().equals("VariableV2")) {
        Shape shape = shape(node.getAttrOrDefault("shape", unknown()).getShape());
        values += shape.hasUnknownDimension() ? 0 : shape.size();
      }
    }
    return values;
  }

  /**
   * What all files of this version take.
   *
   * @return bytes; links are not followed
   * @throws DataException if its folder cannot be listed
   */
  public long bytes() {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(file -> Files.isRegularFile(file, NOFOLLOW_LINKS)).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException | UncheckedIOException e) {
      throw new DataException("cannot list " + folder + ": " + e, e);
    }
  }

  private static AttrValue unknown() {
    return AttrValue.newBuilder()
        .setShape(TensorShapeProto.newBuilder().setUnknownRank(true))
        .build();
  }

  private List<NodeDef> nodes() {
    List<NodeDef> nodes = new ArrayList<>(graph.getGraphDef().getNodeList());
    graph
        .getGraphDef()
        .getLibrary()
        .getFunctionList()
        .forEach(function -> nodes.addAll(function.getNodeDefList()));
    return nodes;
  }

  /**
   * Class names, as they lie beside the model.
   *
   * @return in the order of the logits; empty if there are none
   * @throws DataException if they cannot be read
   */
  public List<String> labels() {
    // A name may hold a line's end.
    if (card.isPresent()) {
      return card.get().getLabelsList();
    }
    Path file = SavedModelFiles.labels(folder);
    return Files.exists(file)
        ? new String(BoundedFile.read(own(folder, file), MOST_BYTES), UTF_8).lines().toList()
        : List.of();
  }

  /**
   * A shape as TensorFlow writes it.
   *
   * @return with -1 for what may be any
   */
  public static Shape shape(TensorShapeProto proto) {
    return proto.getUnknownRank()
        ? Shape.unknown()
        : Shape.of(proto.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
  }

  SignatureDef serving() {
    return graph.getSignatureDefOrDefault(
        SavedModelFiles.SIGNATURE, SignatureDef.getDefaultInstance());
  }

  /**
   * The shape of one image.
   *
   * @return {@code [height, width, channels]}
   * @throws DataException if this is no classifier of images of a fixed size
   */
  public Shape imageShape() {
    requireClassifier();
    return shape(serving().getInputsOrThrow(SavedModelFiles.IMAGES).getTensorShape())
        .subShape(1, 4);
  }

  void requireClassifier() {
    SignatureDef serving = serving();
    TensorInfo images =
        serving.getInputsOrDefault(SavedModelFiles.IMAGES, TensorInfo.getDefaultInstance());
    Shape shape = shape(images.getTensorShape());
    boolean fixed =
        shape.numDimensions() == 4
            && Arrays.stream(shape.subShape(1, 4).asArray())
                .allMatch(side -> side > 0 && side <= LARGEST_SIDE);
    if (!tags().contains(SavedModelFiles.TAG)
        || images.getDtype() != DataType.DT_FLOAT
        || !fixed
        || !serving.containsOutputs(SavedModelFiles.LOGITS)
        || !serving.containsOutputs(SavedModelFiles.CLASS)) {
      throw new DataException(
          folder
              + ": no classifier of images: "
              + SavedModelFiles.SIGNATURE
              + " must take float '"
              + SavedModelFiles.IMAGES
              + "' of a fixed size and give '"
              + SavedModelFiles.LOGITS
              + "' and '"
              + SavedModelFiles.CLASS
              + "'");
    }
  }
}
