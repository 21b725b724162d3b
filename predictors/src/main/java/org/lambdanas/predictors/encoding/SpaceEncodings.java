package org.lambdanas.predictors.encoding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;

/**
 * The encodings of one space, and their combinations.
 *
 * @param space id of the search space
 * @param encoders all but the combinations
 * @param <C> the space's short form
 */
record SpaceEncodings<C>(String space, List<CellEncoder<C>> encoders) {

  private static final String JOIN = "+";

  SpaceEncodings {
    encoders = List.copyOf(encoders);
  }

  /**
   * Looks an encoding up.
   *
   * @param id of one encoding, or of several vectors joined by {@code +}
   * @throws ConfigException if there is none of that name
   */
  Encoder of(String id) {
    Optional<CellEncoder<C>> single = find(id);
    return single.isPresent() || !id.contains(JOIN)
        ? single.orElseThrow(() -> unknown(id))
        : joined(List.of(id.split("\\+", -1)));
  }

  private Encoder joined(List<String> ids) {
    List<VectorEncoder<C>> parts = new ArrayList<>();
    for (String id : ids) {
      if (find(id).orElseThrow(() -> unknown(id)) instanceof VectorEncoder<C> vector) {
        parts.add(vector);
      } else {
        throw new ConfigException(
            "encoding '"
                + id
                + "' cannot be joined to others: only vectors can, in "
                + space
                + " "
                + String.join(", ", vectors()));
      }
    }
    if (new HashSet<>(ids).size() < ids.size()) {
      throw new ConfigException("an encoding is joined to itself: name each one once");
    }
    return VectorEncoder.joined(parts);
  }

  private Optional<CellEncoder<C>> find(String id) {
    return encoders.stream().filter(encoder -> encoder.id().equals(id)).findFirst();
  }

  private List<String> vectors() {
    return encoders.stream()
        .filter(encoder -> encoder instanceof VectorEncoder<C>)
        .map(Encoder::id)
        .toList();
  }

  private ConfigException unknown(String id) {
    return new ConfigException(
        "space "
            + space
            + " has no encoding '"
            + Excerpt.of(id)
            + "': it has "
            + String.join(", ", encoders.stream().map(Encoder::id).toList())
            + "; vectors can be joined by +");
  }
}
