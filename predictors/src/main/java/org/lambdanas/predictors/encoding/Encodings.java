package org.lambdanas.predictors.encoding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NasBench101Space;
import org.lambdanas.graph.space.NasBenchNlpSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.features.FeatureShape.Form;

/**
 * The encodings that there are. Those of a new space are one class and its line here, or, outside
 * this project, an {@link EncoderProvider}; a space of cells without any has those of {@link
 * CellSpaceEncodings}, and every one of them has {@code graph}.
 */
public final class Encodings {

  private static final List<Encoder> ALL = load();

  private static final Map<String, List<Encoder>> BY_SPACE =
      ALL.stream()
          .collect(Collectors.groupingBy(Encoder::space, LinkedHashMap::new, Collectors.toList()));

  private Encodings() {}

  private static List<Encoder> load() {
    List<Encoder> all = new ArrayList<>();
    all.addAll(NasBench101Encodings.of(NasBench101Space.INSTANCE));
    all.addAll(NasBench201Encodings.all());
    all.addAll(DartsEncodings.of(DartsSpace.DARTS));
    all.addAll(DartsEncodings.of(DartsSpace.S1));
    all.addAll(DartsEncodings.of(DartsSpace.S2));
    all.addAll(DartsEncodings.of(DartsSpace.S3));
    all.addAll(DartsEncodings.of(DartsSpace.S4));
    all.addAll(NasBenchNlpEncodings.of(NasBenchNlpSpace.INSTANCE));
    ServiceLoader.load(EncoderProvider.class).forEach(provider -> all.addAll(provider.encoders()));
    SearchSpaces.all().stream()
        .flatMap(space -> space.relaxation().stream())
        .forEach(space -> all.addAll(missing(space, all)));
    return List.copyOf(all);
  }

  /** What a space of cells has without anyone's doing. */
  private static List<? extends Encoder> missing(CellSpace space, List<Encoder> given) {
    Set<String> have =
        given.stream()
            .filter(encoder -> encoder.space().equals(space.id()))
            .map(Encoder::id)
            .collect(Collectors.toSet());
    return Stream.concat(
            have.isEmpty() ? CellSpaceEncodings.of(space).stream() : Stream.of(),
            CellSpaceEncodings.graph(space).stream())
        .filter(encoder -> !have.contains(encoder.id()))
        .toList();
  }

  /**
   * All encodings without the combinations, space by space, in the order in which they are listed.
   */
  public static List<Encoder> all() {
    return ALL;
  }

  /** The encodings of a space, without the combinations, in the order in which they are listed. */
  public static List<Encoder> of(String space) {
    String known =
        Choice.of("search space with encodings", space, List.copyOf(BY_SPACE.keySet()), id -> id);
    return BY_SPACE.getOrDefault(known, List.of());
  }

  /**
   * An encoding by its name, or vectors joined by {@code +}: the features of the first, then those
   * of the next. ConfigException if the space has none of that name.
   */
  public static Encoder of(String space, String id) {
    of(space);
    Optional<Encoder> single = find(space, id);
    if (single.isPresent() || !id.contains(JoinedEncoder.JOIN)) {
      return single.orElseThrow(() -> unknown(space, id));
    }
    List<String> ids = List.of(id.split("\\+", -1));
    List<Encoder> parts = ids.stream().map(part -> joinable(space, part)).toList();
    if (new HashSet<>(ids).size() < ids.size()) {
      throw new ConfigException("an encoding is joined to itself: name each one once");
    }
    return new JoinedEncoder(parts);
  }

  /**
   * Whether a space has an encoding that is no combination; false too where there is no such space.
   */
  public static boolean has(String space, String id) {
    return find(space, id).isPresent();
  }

  private static Optional<Encoder> find(String space, String id) {
    return BY_SPACE.getOrDefault(space, List.of()).stream()
        .filter(encoder -> encoder.id().equals(id))
        .findFirst();
  }

  private static Encoder joinable(String space, String id) {
    Encoder encoder = find(space, id).orElseThrow(() -> unknown(space, id));
    if (encoder.shape().form() != Form.VECTOR) {
      throw new ConfigException(
          "encoding '"
              + id
              + "' cannot be joined to others: only vectors can, in "
              + space
              + " "
              + of(space).stream()
                  .filter(other -> other.shape().form() == Form.VECTOR)
                  .map(Encoder::id)
                  .collect(Collectors.joining(", ")));
    }
    return encoder;
  }

  private static ConfigException unknown(String space, String id) {
    return new ConfigException(
        "space %s has no encoding %s: it has %s; vectors can be joined by +"
            .formatted(
                space,
                Suggestion.quoted(id, of(space).stream().map(Encoder::id).toList()),
                of(space).stream().map(Encoder::id).collect(Collectors.joining(", "))));
  }
}
