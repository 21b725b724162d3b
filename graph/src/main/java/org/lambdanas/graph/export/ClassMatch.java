package org.lambdanas.graph.export;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.TrainedNetwork;

/**
 * The classes of a data set among those of a model, found by name: their numbers differ from folder
 * to folder.
 *
 * @param indices of each of the data set's classes: its number in the model; -1: it is not there
 * @param unknown names that only the data set has
 * @param missing names that only the model has
 */
public record ClassMatch(List<Integer> indices, List<String> unknown, List<String> missing) {

  private static final int SHOWN = 10;

  /**
   * Matches names, however their letters are put together.
   *
   * @param model its classes in order; none: the model does not say, and numbers must do
   * @param data the data set's classes in order
   * @throws DataException if the model has two classes of one name
   */
  public static ClassMatch of(List<String> model, List<String> data) {
    if (model.isEmpty()) {
      return new ClassMatch(IntStream.range(0, data.size()).boxed().toList(), List.of(), List.of());
    }
    Map<String, Integer> byName = new HashMap<>();
    for (String name : model) {
      if (byName.put(composed(name), byName.size()) != null) {
        throw new DataException("two classes of the model are named '" + Excerpt.of(name) + "'");
      }
    }
    List<Integer> indices = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    List<String> missing = new ArrayList<>(model);
    for (String name : data) {
      int index = byName.getOrDefault(composed(name), -1);
      indices.add(index);
      if (index < 0) {
        unknown.add(name);
      } else {
        missing.remove(model.get(index));
      }
    }
    return new ClassMatch(List.copyOf(indices), List.copyOf(unknown), List.copyOf(missing));
  }

  private static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /**
   * Requires the same classes on both sides, in any order.
   *
   * @throws DataException that names those which only one side has
   */
  public void requireSame() {
    if (!unknown.isEmpty() || !missing.isEmpty()) {
      List<String> words = new ArrayList<>();
      if (!unknown.isEmpty()) {
        words.add("the model does not know " + names(unknown));
      }
      if (!missing.isEmpty()) {
        words.add("the data set does not have " + names(missing));
      }
      throw new DataException("its classes are others: " + String.join(", and ", words));
    }
  }

  /**
   * A network with its classes in the data set's order.
   *
   * @param network the model, of the same classes
   */
  public TrainedNetwork reordered(TrainedNetwork network) {
    TrainedNetwork.Builder reordered = network.toBuilder();
    List<String> labels = network.getLabelsList();
    if (!labels.isEmpty()) {
      reordered.clearLabels().addAllLabels(indices.stream().map(labels::get).toList());
      reordered.getWeightsBuilderList().stream()
          .filter(tensor -> ArchitectureDefinition.isByClass(tensor.getName()))
          .forEach(this::reorder);
    }
    return reordered.build();
  }

  private void reorder(NamedTensor.Builder tensor) {
    int classes = indices.size();
    List<Float> floats = tensor.getFloats().getValuesList();
    for (int i = 0; i < floats.size(); i++) {
      int from = i - i % classes + indices.get(i % classes);
      tensor.getFloatsBuilder().setValues(i, floats.get(from));
    }
    List<Double> doubles = tensor.getDoubles().getValuesList();
    for (int i = 0; i < doubles.size(); i++) {
      int from = i - i % classes + indices.get(i % classes);
      tensor.getDoublesBuilder().setValues(i, doubles.get(from));
    }
  }

  /** The first of some names, for people. */
  public static String names(List<String> names) {
    return names.stream().limit(SHOWN).map(Excerpt::of).collect(Collectors.joining(", "))
        + (names.size() > SHOWN ? ", ... (" + names.size() + ")" : "");
  }
}
