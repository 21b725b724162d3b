package org.lambdanas.search.comparison;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lambdanas.graph.interchange.CsvText;
import org.lambdanas.graph.interchange.Numbers;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.MethodPair;
import org.lambdanas.proto.v1.PairSpan;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.guidedrun.Goal;

/**
 * What methods that search by evaluations have found after each query, over the seeds. A search
 * that ended early keeps its best.
 */
public final class ComparisonCurves {

  private ComparisonCurves() {}

  /** Evaluations that each search asks for. */
  public static int queries(ComparisonResult result) {
    return result.getConfig().getGuided().getQueries();
  }

  /** Some numbers of queries to look at, ascending; the last is all of them. */
  public static List<Integer> milestones(ComparisonResult result) {
    int all = queries(result);
    return Stream.concat(
            IntStream.of(10, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000)
                .filter(queries -> queries < all)
                .boxed(),
            Stream.of(all))
        .toList();
  }

  /** Best so far of a run after some queries, at least 1; not a number if there is none. */
  private static double best(ComparedRun run, int queries) {
    List<Double> best = run.getCourse().getBestValuesList();
    return best.isEmpty() ? Double.NaN : best.get(Math.min(queries, best.size()) - 1);
  }

  /** The best so far over the runs of a method, after each query. */
  static List<TrialScore> best(List<ComparedRun> runs, int queries) {
    return IntStream.rangeClosed(1, queries)
        .mapToObj(
            after ->
                EvaluationSummary.score(
                    runs.stream()
                        .mapToDouble(run -> best(run, after))
                        .filter(Double::isFinite)
                        .toArray()))
        .toList();
  }

  /** Each two methods, in order. */
  public static List<MethodPair> pairs(ComparisonResult result) {
    return SeedPairs.eachTwo(
        result.getConfig().getMethodsList(), (first, second) -> pair(result, first, second));
  }

  /** Of the seeds that both are done with. */
  private static MethodPair pair(ComparisonResult result, String first, String second) {
    List<SeedPairs.Both<ComparedRun>> seeds =
        SeedPairs.bySeed(runs(result, first), runs(result, second), ComparedRun::getSeed);
    double sign = result.getHigherIsBetter() ? 1 : -1;
    MethodPair.Builder pair = MethodPair.newBuilder().setFirst(first).setSecond(second);
    PairSpan.Builder span = PairSpan.newBuilder();
    for (int query = 1; query <= queries(result); query++) {
      int after = query;
      TrialScore lead =
          EvaluationSummary.score(
              seeds.stream()
                  .mapToDouble(
                      both -> sign * (best(both.first(), after) - best(both.second(), after)))
                  .filter(Double::isFinite)
                  .toArray());
      String better = SeedPairs.better(first, second, lead);
      if (after == 1 || !better.equals(span.getBetter())) {
        span = pair.addSpansBuilder().setFirstQuery(after).setBetter(better);
      }
      span.setLastQuery(after);
      pair.setLead(lead);
    }
    return pair.build();
  }

  /** The runs of a method, in the order of the seeds. */
  static List<ComparedRun> runs(ComparisonResult result, String method) {
    return result.getRunsList().stream().filter(run -> run.getMethod().equals(method)).toList();
  }

  /** A mean with its standard deviation, if it has one. */
  public static String text(TrialScore score) {
    return score.getTrials() < 2
        ? Goal.text(score.getMean())
        : Goal.text(score.getMean()) + " ± " + rounded(score.getDeviation());
  }

  private static String rounded(double deviation) {
    return new BigDecimal(deviation, new MathContext(2)).stripTrailingZeros().toPlainString();
  }

  /** The interval of a mean, if it has one. */
  public static String interval(TrialScore score) {
    return score.getTrials() < 2
        ? "none"
        : "[%s, %s]".formatted(Goal.text(score.getLow()), Goal.text(score.getHigh()));
  }

  /** What is known of two methods, in words. */
  public static String text(MethodPair pair) {
    PairSpan last = pair.getSpans(pair.getSpansCount() - 1);
    TrialScore lead = pair.getLead();
    boolean turned = last.getBetter().equals(pair.getSecond());
    double sign = turned ? -1 : 1;
    String by =
        Double.isFinite(lead.getLow())
            ? " by %s [%s, %s]"
                .formatted(
                    Goal.text(sign * lead.getMean()),
                    Goal.text(sign * (turned ? lead.getHigh() : lead.getLow())),
                    Goal.text(sign * (turned ? lead.getLow() : lead.getHigh())))
            : "";
    String now =
        last.getBetter().isEmpty()
            ? "%s and %s are not distinguishable%s"
                .formatted(
                    pair.getFirst(),
                    pair.getSecond(),
                    by.isEmpty() ? ": it takes two seeds" : by.replace(" by ", ": "))
            : "%s is better than %s%s"
                .formatted(last.getBetter(), turned ? pair.getFirst() : pair.getSecond(), by);
    List<String> before =
        pair.getSpansList().subList(0, pair.getSpansCount() - 1).stream()
            .filter(span -> !span.getBetter().isEmpty())
            .map(
                span ->
                    "%s was after %d to %d"
                        .formatted(span.getBetter(), span.getFirstQuery(), span.getLastQuery()))
            .toList();
    return "%s after %d%s%s"
        .formatted(
            now,
            last.getLastQuery(),
            last.getBetter().isEmpty() || last.getFirstQuery() == last.getLastQuery()
                ? ""
                : ", from %d on".formatted(last.getFirstQuery()),
            before.isEmpty() ? "" : " (" + String.join("; ", before) + ")");
  }

  /** The curves as a table: a line for each method and query. */
  static String csv(ComparisonResult result) {
    List<List<Object>> records = new ArrayList<>();
    records.add(List.of("method", "queries", "mean", "deviation", "low", "high", "runs"));
    for (String method : result.getConfig().getMethodsList()) {
      List<TrialScore> best = best(runs(result, method), queries(result));
      for (int query = 0; query < best.size(); query++) {
        TrialScore score = best.get(query);
        records.add(
            List.of(
                method,
                query + 1,
                number(score.getMean()),
                number(score.getDeviation()),
                number(score.getLow()),
                number(score.getHigh()),
                score.getTrials()));
      }
    }
    return CsvText.commas(records);
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Numbers.text(value) : "";
  }
}
