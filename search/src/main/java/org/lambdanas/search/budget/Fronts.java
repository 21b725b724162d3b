package org.lambdanas.search.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.lambdanas.graph.interchange.CsvText;
import org.lambdanas.graph.interchange.Numbers;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FrontAxis;
import org.lambdanas.proto.v1.FrontPoint;
import org.lambdanas.proto.v1.ParetoFront;

/**
 * Fronts of a search: what its answers come to in its objective and its costs, where none is better
 * than another in everything. The hypervolume counts from the largest cost there is, or was seen,
 * and, of percentages, from 0 to 100; of other objectives from the worst that was seen to the best.
 */
public final class Fronts {

  private final SearchSpace space;
  private final Budget budget;
  private final String objective;
  private final boolean higherIsBetter;
  private final boolean percent;

  /**
   * An answer.
   *
   * @param query that asked for it, from 0
   * @param value of the objective, in its own unit; NaN if there is none
   */
  public record Answer(int query, Architecture architecture, double value) {}

  private record Known(Answer answer, double[] values, boolean feasible) {}

  /**
   * The fronts of a search.
   *
   * @param objective what the search's own objective is called
   * @param percent whether it is from 0 to 100
   */
  public Fronts(
      SearchSpace space, Budget budget, String objective, boolean higherIsBetter, boolean percent) {
    this.space = space;
    this.budget = budget;
    this.objective = objective;
    this.higherIsBetter = higherIsBetter;
    this.percent = percent;
  }

  /**
   * The front of some answers. Those that pass a limit, and those of which something is not known,
   * are not on it.
   *
   * @param answers by query, ascending
   */
  public ParetoFront of(List<Answer> answers) {
    List<Known> known = answers.stream().map(this::known).toList();
    List<FrontAxis> axes = axes(known);
    double[] reference =
        axes.stream().mapToDouble(axis -> scaled(axis, axis.getReference())).toArray();
    ParetoFront.Builder front = ParetoFront.newBuilder().addAllAxes(axes);
    // Only what is on the front at its time can be on it, or change its volume, later.
    List<Known> best = new ArrayList<>();
    List<double[]> points = new ArrayList<>();
    double volume = 0;
    int queries = 0;
    for (Known next : known) {
      for (; queries < next.answer().query(); queries++) {
        front.addHypervolumeByQuery(volume);
      }
      double[] point = scaled(axes, next.values());
      if (next.feasible() && points.stream().noneMatch(p -> isAtLeastAsGood(p, point))) {
        for (int i = points.size() - 1; i >= 0; i--) {
          if (isAtLeastAsGood(point, points.get(i))) {
            points.remove(i);
            best.remove(i);
          }
        }
        points.add(point);
        best.add(next);
        volume = Math.min(1, Hypervolume.of(points, reference));
      }
      front.addHypervolumeByQuery(volume);
      queries++;
    }
    front.setHypervolume(volume);
    List<Integer> order =
        IntStream.range(0, best.size())
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(
                        i -> best.get(i).values()[Math.min(1, axes.size() - 1)])
                    .thenComparing(i -> best.get(i).answer().query()))
            .toList();
    for (int i : order) {
      front.addPoints(point(best.get(i)));
    }
    knee(order.stream().map(points::get).toList()).ifPresent(front::setKnee);
    return front.build();
  }

  private Known known(Answer answer) {
    double[] values = new double[1 + budget.minimise().size()];
    values[0] = answer.value();
    for (int i = 1; i < values.length; i++) {
      values[i] = budget.minimise().get(i - 1).of(answer.architecture());
    }
    return new Known(
        answer,
        values,
        IntStream.range(0, values.length).allMatch(i -> Double.isFinite(values[i]))
            && budget.isFeasible(answer.architecture()));
  }

  private List<FrontAxis> axes(List<Known> known) {
    List<FrontAxis> axes = new ArrayList<>();
    for (int a = 0; a <= budget.minimise().size(); a++) {
      int axis = a;
      double[] seen =
          known.stream()
              .mapToDouble(k -> k.values()[axis])
              .filter(Double::isFinite)
              .sorted()
              .toArray();
      double least = seen.length == 0 ? 0 : seen[0];
      double most = seen.length == 0 ? 0 : seen[seen.length - 1];
      FrontAxis.Builder built = FrontAxis.newBuilder();
      if (a == 0) {
        built
            .setName(objective)
            .setHigherIsBetter(higherIsBetter)
            .setReference(percent ? higherIsBetter ? 0 : 100 : higherIsBetter ? least : most)
            .setIdeal(percent ? higherIsBetter ? 100 : 0 : higherIsBetter ? most : least);
      } else {
        Cost cost = budget.minimise().get(a - 1);
        built
            .setName(cost.name())
            .setReference(cost.most().orElse(most))
            .setIdeal(Math.min(0, least));
        // Nothing beyond a limit counts.
        budget.limits().stream()
            .filter(limit -> limit.cost().name().equals(cost.name()))
            .forEach(limit -> built.setLimit(limit.most()).setReference(limit.most()));
      }
      axes.add(built.build());
    }
    return axes;
  }

  /** A value where 0 is the ideal and 1 the reference. */
  private static double scaled(FrontAxis axis, double value) {
    double range = axis.getReference() - axis.getIdeal();
    return range == 0 ? value - axis.getIdeal() : (value - axis.getIdeal()) / range;
  }

  private static double[] scaled(List<FrontAxis> axes, double[] values) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> scaled(axes.get(i), values[i]))
        .toArray();
  }

  private static boolean isAtLeastAsGood(double[] a, double[] b) {
    return IntStream.range(0, a.length).allMatch(i -> a[i] <= b[i]);
  }

  private FrontPoint point(Known known) {
    FrontPoint.Builder point =
        FrontPoint.newBuilder()
            .setArchitecture(known.answer().architecture())
            .setArchitectureText(space.format(known.answer().architecture()))
            .setQuery(known.answer().query());
    for (double value : known.values()) {
      point.addValues(value);
    }
    return point.build();
  }

  /** Where, on scales from the best to the worst of the points, least is given up in sum. */
  static OptionalInt knee(List<double[]> points) {
    if (points.isEmpty()) {
      return OptionalInt.empty();
    }
    int axes = points.get(0).length;
    double[] least = points.get(0).clone();
    double[] most = least.clone();
    for (double[] point : points) {
      for (int a = 0; a < axes; a++) {
        least[a] = Math.min(least[a], point[a]);
        most[a] = Math.max(most[a], point[a]);
      }
    }
    int best = 0;
    double given = Double.POSITIVE_INFINITY;
    for (int i = 0; i < points.size(); i++) {
      double sum = 0;
      for (int a = 0; a < axes; a++) {
        sum += most[a] > least[a] ? (points.get(i)[a] - least[a]) / (most[a] - least[a]) : 0;
      }
      if (sum < given) {
        given = sum;
        best = i;
      }
    }
    return OptionalInt.of(best);
  }

  /** A front as comma-separated values: a heading, then a line for each point. */
  public static String csv(ParetoFront front) {
    List<List<Object>> records = new ArrayList<>();
    List<Object> heading = new ArrayList<>(List.of("architecture"));
    front.getAxesList().forEach(axis -> heading.add(axis.getName()));
    heading.addAll(List.of("query", "knee"));
    records.add(heading);
    for (int i = 0; i < front.getPointsCount(); i++) {
      FrontPoint point = front.getPoints(i);
      List<Object> record = new ArrayList<>(List.of(point.getArchitectureText()));
      point.getValuesList().forEach(value -> record.add(Numbers.text(value)));
      record.add(point.getQuery());
      record.add(front.hasKnee() && front.getKnee() == i ? "1" : "0");
      records.add(record);
    }
    return CsvText.commas(records);
  }

  /** A front in lines for people, the knee marked. */
  public static List<String> lines(ParetoFront front) {
    List<String> lines = new ArrayList<>();
    List<FrontAxis> axes = front.getAxesList();
    lines.add(
        "front of %d: %s (hypervolume %.4f)"
            .formatted(
                front.getPointsCount(),
                String.join(", ", axes.stream().map(FrontAxis::getName).toList()),
                front.getHypervolume()));
    for (int i = 0; i < front.getPointsCount(); i++) {
      StringBuilder line = new StringBuilder(" ");
      for (double value : front.getPoints(i).getValuesList()) {
        line.append(String.format(Locale.ROOT, " %12s", number(value)));
      }
      line.append("  ").append(front.getPoints(i).getArchitectureText());
      lines.add(line.append(front.hasKnee() && front.getKnee() == i ? "  (knee)" : "").toString());
    }
    return lines;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Numbers.text(value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
