package org.lambdanas.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.Reversed;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.stream.TableSample;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.Recommendation;
import org.lambdanas.proto.v1.RecommendedPredictor;

/**
 * What is lost by the predictor that a cross-validation on 100 networks names, beside the best in
 * hindsight: the one that ranks other networks best after a fit on these 100. Tables other than the
 * one that comes with the program are looked for in the folder of the property {@code
 * lambdanas.tables}; with {@code lambdanas.draws}, so many draws.
 */
@Tag("study")
class RecommendStudy {

  private static final int NETWORKS = 100;
  private static final int LEAST_TESTED = 200;
  private static final int MOST_TESTED = 300;
  private static final double ALLOWED = .02;

  private record Asked(String name, String table, String metric) {}

  private static final List<Asked> TABLES =
      List.of(
          new Asked("C10", "nasbench201", "cifar10valid_test_200ep_seed888"),
          new Asked("C100", "nasbench201", "cifar100_test_200ep_seed888"),
          new Asked("IN16", "nasbench201", "imagenet16_120_test_200ep_seed888"),
          new Asked("NB101", "nb101.binpb", "validation_accuracy_108ep"),
          new Asked("NB301", "nb301.binpb", "validation_accuracy"),
          new Asked("NLP", "nlp.binpb", "validation_loss"));

  @Test
  void theNamedPredictorIsNearTheBestInHindsight() {
    List<Asked> found = TABLES.stream().filter(RecommendStudy::isThere).toList();
    assumeTrue(found.size() > 3, "needs -Dlambdanas.tables with " + TABLES);
    int draws = Integer.getInteger("lambdanas.draws", 10);
    Map<String, List<Double>> lost = new LinkedHashMap<>();
    List<Double> seconds = new ArrayList<>();
    for (int draw = 0; draw < draws; draw++) {
      for (Asked asked : found) {
        lost.computeIfAbsent(asked.name(), name -> new ArrayList<>())
            .add(lost(asked, draw, seconds));
      }
    }
    lost.forEach(
        (name, all) ->
            System.out.println(
                String.format(
                    Locale.ROOT,
                    "%-6s lost in the mean %.4f, at most %.4f, within %.2f in %d of %d draws",
                    name,
                    mean(all),
                    all.stream().mapToDouble(l -> l).max().orElseThrow(),
                    ALLOWED,
                    all.stream().filter(l -> l <= ALLOWED).count(),
                    all.size())));
    System.out.println("seconds of a recommendation " + mean(seconds));
    assertThat(lost)
        .allSatisfy(
            (name, all) -> {
              assertThat(mean(all)).as(name).isLessThanOrEqualTo(ALLOWED);
              assertThat(all.stream().filter(l -> l <= ALLOWED).count())
                  .as(name)
                  .isGreaterThanOrEqualTo(Math.round(.9 * all.size()));
            });
  }

  private static boolean isThere(Asked asked) {
    return PublishedTables.bySpace(asked.table()).isPresent() || Files.exists(file(asked));
  }

  private static Path file(Asked asked) {
    return Path.of(System.getProperty("lambdanas.tables", ""), asked.table());
  }

  private static BenchmarkTableFile open(Asked asked) {
    return PublishedTables.bySpace(asked.table())
        .orElseGet(() -> BenchmarkTableFile.open(file(asked)));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElseThrow();
  }

  private static double lost(Asked asked, int draw, List<Double> seconds) {
    BenchmarkTableFile table = open(asked);
    SearchSpace space = SearchSpaces.byId(table.header().getSpace());
    List<Observation> rows =
        TableSample.draw(table, asked.metric(), 550, new Seed(draw).child(asked.name()));
    Set<Architecture> seen = new HashSet<>();
    List<Observation> distinct =
        (table.metric(asked.metric()).getHigherIsBetter() ? rows : Reversed.observations(rows))
            .stream().filter(row -> seen.add(space.canonical(row.getArchitecture()))).toList();
    List<Observation> networks = distinct.subList(0, NETWORKS);
    List<Observation> others =
        distinct.subList(NETWORKS, Math.min(distinct.size(), NETWORKS + MOST_TESTED));
    assertThat(others.size()).isGreaterThanOrEqualTo(LEAST_TESTED);
    ObservationRecommender recommender =
        new ObservationRecommender(networks, 0, new Seed(draw), 1, line -> {});
    Recommendation answer = recommender.recommend(List.of(), Optional.empty());
    seconds.add(answer.getSeconds());
    Map<String, Double> truths = new TreeMap<>();
    Stream.concat(Stream.of(answer.getBest()), answer.getOthersList().stream())
        .filter(one -> one.getFailure().isEmpty())
        .map(RecommendedPredictor::getPredictor)
        .forEach(
            id -> truths.put(id, truth(id, recommender.observations(), others, space.id(), draw)));
    String best =
        truths.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    String named = answer.getBest().getPredictor();
    double reached = Optional.ofNullable(truths.get(named)).orElseThrow();
    double reachable = Optional.ofNullable(truths.get(best)).orElseThrow();
    double lost = reachable - reached;
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-6s draw %d: names %s (expected %.3f, is %.3f), best %s (%.3f), lost %.3f, %.1f s",
            asked.name(),
            draw,
            named,
            answer.getBest().getTau().getMean(),
            reached,
            best,
            reachable,
            lost,
            answer.getSeconds()));
    return lost;
  }

  /** Tau on other networks after a fit on all of one's own. */
  private static double truth(
      String id, List<Observation> networks, List<Observation> others, String space, int draw) {
    Predictor predictor = Predictors.byId(id);
    List<Observation> queries =
        others.stream().map(other -> other.toBuilder().clearCurves().build()).toList();
    PredictorSpec spec =
        PredictorSpec.newBuilder()
            .setPredictor(id)
            .setSpace(space)
            .setSeed(draw)
            .setDeviations(Deviations.DEVIATIONS_RAW)
            .build();
    boolean fitted = predictor.description().leastObservations() > 0;
    try (Model model = predictor.fit(spec, fitted ? networks : List.of())) {
      return Correlation.KENDALL
          .compute(
              others.stream().mapToDouble(Observation::getTarget).toArray(),
              model.query(queries).stream().mapToDouble(Prediction::getMean).toArray())
          .reported();
    }
  }
}
