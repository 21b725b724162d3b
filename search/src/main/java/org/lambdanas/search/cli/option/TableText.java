package org.lambdanas.search.cli.option;

import com.google.protobuf.TextFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.Unit;
import org.lambdanas.search.cli.verb.Lines;

/** How the parts of a table are written for people and programs. */
public final class TableText {

  private TableText() {}

  /** The space of a table, if this program knows it. */
  public static Optional<SearchSpace> space(TableHeader header) {
    return SearchSpaces.all().stream()
        .filter(space -> space.id().equals(header.getSpace()))
        .findFirst();
  }

  /** The architecture in its space's usual form; the message on one line in unknown spaces. */
  public static String of(Architecture architecture, Optional<SearchSpace> space) {
    return space
        .map(known -> known.format(architecture))
        .orElseGet(() -> TextFormat.printer().shortDebugString(architecture));
  }

  /** Adds one line for each published metric, with its rank. */
  public static void addPublished(Lines lines, List<MetricValue> metrics) {
    for (MetricValue value : metrics) {
      lines.add(
          "  %-34s %10s %-8s rank %d of %d",
          value.getMetric().getName(),
          value.getValue(),
          of(value.getMetric().getUnit()),
          value.getRank(),
          value.getOf());
    }
  }

  /** The unit in one word; empty for plain scores. */
  public static String of(Unit unit) {
    return unit == Unit.UNIT_UNSPECIFIED
        ? ""
        : unit.name().substring("UNIT_".length()).toLowerCase(Locale.ROOT);
  }
}
